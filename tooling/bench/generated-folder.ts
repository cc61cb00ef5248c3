/** A folder of Python files of the size of a large workspace, made by rule: a few networks among ordinary modules. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkProgram } from './programs.ts';
import { randomNumbers } from './nets.ts';

export interface GeneratedFolder {
  readonly files: number;
  readonly networks: number;
  readonly bytes: number;
  /** The folder of all files, and the one inside it that has no networks. */
  readonly all: string;
  readonly withoutNetworks: string;
}

/** Of the ordinary modules: how many import NumPy, and how many of these also have a word like gradient. */
const shareWithNumpy = 0.15;
const shareWithGradientWords = 0.01;

/** Writes the files below the folder; the same arguments give the same bytes. */
export function writeGeneratedFolder(
  folder: string,
  { files, networks, bytes }: { files: number; networks: number; bytes: number },
): GeneratedFolder {
  const ordinary = files - networks;
  const random = randomNumbers(4);
  const withoutNetworks = join(folder, 'modules');
  let written = 0;
  const write = (parts: readonly string[], text: string): void => {
    mkdirSync(join(folder, ...parts.slice(0, -1)), { recursive: true });
    writeFileSync(join(folder, ...parts), text);
    written += text.length;
  };
  for (let i = 0; i < networks; i++) {
    write(['networks', `network_${i}.py`], networkProgram(2 + (i % 3)).replace('3000', String(1000 + i)));
  }
  for (let i = 0; i < ordinary; i++) {
    const size = Math.floor(((bytes - written) / (ordinary - i)) * (0.5 + random.uniform()));
    const usesNumpy = random.uniform() < shareWithNumpy;
    const text = moduleText(random.uniform, size, usesNumpy, random.uniform() < shareWithGradientWords);
    write(['modules', `package_${Math.floor(i / 100)}`, `module_${i}.py`], text);
  }
  return { files, networks, bytes: written, all: folder, withoutNetworks };
}

const nouns =
  'account batch cache client column config cursor document entry event field filter folder group handler index item job key label limit line list message model name node order page parser path plan queue record request result row schema server session shape state step table task term token user value view window worker'.split(
    ' ',
  );
const verbs =
  'add apply build check clear collect compute convert copy count create decode drop encode export fetch find format join load make merge open parse push read remove render reset save select send split start store sum trim update validate write'.split(
    ' ',
  );

/** A module of about so many characters: functions and classes that call each other's names. */
function moduleText(
  uniform: () => number,
  size: number,
  usesNumpy: boolean,
  hasGradientWords: boolean,
): string {
  const pick = (words: readonly string[]): string => words[Math.floor(words.length * uniform())] ?? 'value';
  const parts = [
    `"""${pick(verbs)} and ${pick(verbs)} every ${pick(nouns)} of a ${pick(nouns)}."""`,
    'import os',
    'import re',
    ...(usesNumpy ? ['import numpy as np'] : []),
    '',
  ];
  let length = parts.join('\n').length;
  const add = (lines: readonly string[]): void => {
    parts.push(...lines, '');
    length += lines.reduce((sum, line) => sum + line.length + 1, 1);
  };
  if (usesNumpy) add(arrayFunction(pick));
  if (usesNumpy && hasGradientWords)
    add([
      '',
      'def colour_gradient(start, end):',
      '    delta = end - start',
      '    return start + 0.5 * delta',
    ]);
  for (let number = 0; length < size; number++) {
    add(uniform() < 0.3 ? classLines(pick, number) : functionLines(pick, number));
  }
  return `${parts.join('\n')}\n`;
}

type Pick = (words: readonly string[]) => string;

function arrayFunction(pick: Pick): string[] {
  const [a, b] = [pick(nouns), `${pick(nouns)}s`];
  return [
    '',
    `def mean_of_${b}(${b}):`,
    `    ${a} = np.asarray(${b}, dtype=float)`,
    `    return ${a}.mean(axis=0), ${a}.std(axis=0)`,
  ];
}

function functionLines(pick: Pick, number: number): string[] {
  const [verb, a, b, c] = [pick(verbs), pick(nouns), `${pick(nouns)}_b`, `${pick(nouns)}_c`];
  return [
    '',
    `def ${verb}_${a}_${number}(${a}, ${b}=None, strict=True):`,
    `    """${verb} the ${a}; ${b} is what it belongs to, if anything."""`,
    `    ${c} = []`,
    `    for position, part in enumerate(${a}):`,
    `        if ${b} is not None and part in ${b}:`,
    `            ${c}.append((position, ${b}[part]))`,
    `        elif strict and not re.match(r"[a-z_]+", str(part)):`,
    `            raise ValueError("no ${a} at {} of {}".format(position, len(${a})))`,
    `    ${c}.sort(key=lambda pair: pair[0])`,
    `    return {"${a}": ${c}, "count": len(${c}), "where": os.getcwd()}`,
  ];
}

function classLines(pick: Pick, number: number): string[] {
  const [a, b, verb] = [pick(nouns), `${pick(nouns)}_b`, pick(verbs)];
  return [
    '',
    `class ${a[0]?.toUpperCase()}${a.slice(1)}${number}:`,
    `    """Keeps the ${a} beside its ${b}."""`,
    '',
    `    def __init__(self, ${a}, ${b}=()):`,
    `        self.${a} = ${a}`,
    `        self.${b} = list(${b})`,
    '',
    `    def ${verb}(self, limit=${10 + number}):`,
    `        if len(self.${b}) > limit:`,
    `            self.${b} = self.${b}[:limit]`,
    `        return [(self.${a}, each) for each in self.${b} if each]`,
  ];
}
