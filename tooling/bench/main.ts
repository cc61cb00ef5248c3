/** The benchmark: measures every row side by side with its peer, how time grows, and where it goes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startEngine } from '../../src/cli/start-engine.ts';
import { type BenchRequest, parseArguments, usage } from './arguments.ts';
import { derivativeRows } from './derivative-rows.ts';
import { analyze, editingRows } from './editing-rows.ts';
import { parserFrom } from './evaluated-net.ts';
import { folderRows } from './folder-rows.ts';
import { measureGrowth } from './growth.ts';
import { findPeers } from './peers.ts';
import { processRow } from './process-rows.ts';
import { lengthened, networkProgram } from './programs.ts';
import { measureRow, type Row, type RowResult } from './rows.ts';
import { sharesOfStages } from './stages.ts';
import { growthText, resultsText, sharesText } from './text.ts';

/** In the order of the report. */
const names = [
  'reverse',
  'differences',
  'gradcheck',
  'wide',
  'digits',
  'dense',
  'process',
  'keystroke',
  'keystroke-pull',
  'folder',
  'text-test',
  'growth',
  'stages',
];

const editedLines = 300;

async function main(words: readonly string[]): Promise<number> {
  const request = parseArguments(words, names);
  if (request.kind === 'help') process.stdout.write(usage);
  if (request.kind === 'usage-error') process.stderr.write(`bench: ${request.message}\n\n${usage}`);
  if (request.kind !== 'run') return request.kind === 'help' ? 0 : 2;
  const folder = await mkdtemp(join(tmpdir(), 'backprop-lens-bench-data-'));
  try {
    await run(request, folder);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(request: BenchRequest, folder: string): Promise<void> {
  const own = new URL('.', import.meta.url);
  const program = fileURLToPath(new URL('cli.js', own));
  const peersFolder = process.env['BACKPROP_LENS_BENCH_PEERS'] ?? join(folder, 'peers');
  const script = fileURLToPath(new URL('peer.py', own));
  const peers = await findPeers(peersFolder, script, request.install);
  // One after the other: the parser's runtime is started once in a process.
  const engine = await startEngine(own);
  const parser = await parserFrom(own);
  const { repeats, files } = request;
  const edited = lengthened(networkProgram(3), editedLines);
  const rows: Row[] = [
    ...derivativeRows({ parser, peers, folder, repeats, clock: request.cpu ? 'cpu' : 'wall' }),
    processRow({ peers, folder, program, text: networkProgram(3), repeats }),
    ...editingRows({ engine, peers, folder, text: edited, repeats }),
    ...folderRows({ peers, folder, program, files, repeats: Math.min(repeats, 5) }),
  ];
  const isWanted = (name: string): boolean => request.rows.length === 0 || request.rows.includes(name);
  const results: RowResult[] = [];
  print(`${machineText()}\n`);
  for (const row of rows.filter(({ id }) => isWanted(id))) {
    process.stderr.write(`bench: ${row.id} …\n`);
    results.push(await measureRow(row));
  }
  if (results.length > 0) print(`${resultsText(results)}\n`);
  if (isWanted('growth')) {
    process.stderr.write('bench: growth …\n');
    print(`${growthText(await measureGrowth({ engine, parser, folder, program, files, repeats }))}\n`);
  }
  if (isWanted('stages')) {
    process.stderr.write('bench: stages …\n');
    const work = async (): Promise<void> => {
      for (let i = 0; i < 10 * repeats; i++) await analyze(engine, edited.replace('0.7', `0.7${i}`));
    };
    print(
      `Shares of a warm analysis:\n\n${sharesText(await sharesOfStages(fileURLToPath(import.meta.url), work))}`,
    );
  }
}

function machineText(): string {
  const cores = cpus();
  return `${cores.length} cores (${cores[0]?.model ?? 'unknown'}), Node.js ${process.versions.node}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = await main(process.argv.slice(2));
