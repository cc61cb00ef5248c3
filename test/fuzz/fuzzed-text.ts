/** The texts that the fuzzer gives to the engine, each decided by its number alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Draw } from '../differential/draw.ts';
import { randomProgram } from '../differential/random-program.ts';
import { courseNetwork, layeredNetwork, softmaxClass } from '../support/sample-networks.ts';
import { threeLayerText } from '../support/three-layer-network.ts';
import { editedText } from './random-edits.ts';

/** The programs that edits start from: the examples, the programs of the rules' pages, and the tests' networks. */
export function startingPrograms(projectRoot: string): readonly string[] {
  const examples = join(projectRoot, 'examples');
  const rules = join(projectRoot, 'src', 'core', 'rules');
  const python = filesIn(examples).filter((name) => name.endsWith('.py'));
  const pages = filesIn(rules).filter((name) => !name.includes('.'));
  const blocks = pages.flatMap((name) => {
    const page = readFileSync(join(rules, name, 'rule.md'), 'utf8');
    return [...page.matchAll(/```python\n(.*?)```/gs)].map(([, block]) => block ?? '');
  });
  return [
    ...python.map((name) => readFileSync(join(examples, name), 'utf8')),
    ...blocks,
    ...[courseNetwork, softmaxClass, layeredNetwork].map((text) => text.replace(/^ {2}/gm, '')),
    threeLayerText,
  ];
}

/** The text of that number: an edited program, or now and then two in one, or a random program before a network. */
export function fuzzedText(number: number, programs: readonly string[]): string {
  const draw = new Draw(number);
  const program = draw.pick(programs);
  if (draw.chance(0.1)) return editedText(draw, `${randomProgram(number)}\n${program}`);
  if (draw.chance(0.1)) return editedText(draw, `${program}\n${draw.pick(programs)}`);
  return editedText(draw, program);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).sort();
}
