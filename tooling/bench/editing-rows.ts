/** The rows on typing: from a keystroke in a 300-line network to its findings, against two language servers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { Engine } from '../../src/core/engine.ts';
import { LanguageServer } from './language-server.ts';
import type { Peers } from './peers.ts';
import type { Measure, Missing, PreparedRow, Row } from './rows.ts';

export interface EditingSettings {
  readonly engine: Engine;
  readonly peers: Peers;
  readonly folder: string;
  /** The program that is edited. */
  readonly text: string;
  readonly repeats: number;
}

/** The two rows on typing. */
export function editingRows(settings: EditingSettings): Row[] {
  const lines = settings.text.split('\n').length - 1;
  const what = `keystroke in a ${lines}-line network to findings, warm, in process`;
  return [
    {
      id: 'keystroke',
      what,
      peer: '`ruff server`, didChange to diagnostics',
      target: 3,
      repeats: 4 * settings.repeats,
      prepare: async () => {
        const { ruff } = settings.peers;
        if (ruff === null) return { missing: 'there is no ruff here' };
        return prepareServer(settings, { program: ruff, words: ['server'], pulls: false });
      },
    },
    {
      id: 'keystroke-pull',
      what,
      peer: '`pyright-langserver`, pull diagnostics',
      target: 0.03,
      repeats: 2 * settings.repeats,
      prepare: async () => {
        const { pyright } = settings.peers;
        if (pyright === null) return { missing: 'there is no pyright here' };
        return prepareServer(settings, {
          program: process.execPath,
          words: [pyright, '--stdio'],
          pulls: true,
        });
      },
    },
  ];
}

async function prepareServer(
  settings: EditingSettings,
  { program, words, pulls }: { program: string; words: readonly string[]; pulls: boolean },
): Promise<PreparedRow | Missing> {
  const { folder, text, engine } = settings;
  const path = join(folder, 'network.py');
  await writeFile(path, text);
  const server = await LanguageServer.start(
    program,
    words,
    { folder, uri: pathToFileURL(path).href, text },
    pulls,
  );
  const typed = keystrokes(text);
  const theirs: Measure = async () => {
    const next = typed();
    return pulls ? server.changeAndAsk(next) : server.changeAndWait(next);
  };
  const ours = await warmKeystrokes(engine, text);
  return { ours, theirs, end: async () => server.end() };
}

/** Measures one keystroke after another on a warm engine. */
export async function warmKeystrokes(engine: Engine, text: string, warming = 30): Promise<Measure> {
  const typed = keystrokes(text);
  const measure: Measure = async () => {
    const started = performance.now();
    await analyze(engine, typed());
    return performance.now() - started;
  };
  for (let key = 0; key < warming; key++) await measure();
  return measure;
}

/** One analysis of a text. */
export async function analyze(engine: Engine, text: string): Promise<void> {
  await engine.analyze({ kind: 'file', uri: '/bench/network.py', text }, async () => null, {
    cancelled: () => false,
  });
}

/** One text after another as somebody types digits into the factor of a penalty's term; no text comes twice. */
function keystrokes(text: string): () => string {
  const place = /(?<=^ +dW\w* = .*\+ )/m.exec(text)?.index;
  if (place === undefined) throw new Error('The program has no gradient line to type in.');
  let typed = 0;
  return () => {
    typed += 1;
    return `${text.slice(0, place)}2.${String(typed).padStart(4, '0')} * ${text.slice(place)}`;
  };
}
