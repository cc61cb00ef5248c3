/** The rows on derivatives: reverse mode and central differences of the course's networks against autograd, NumPy and torch. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { PythonParser } from '../../src/core/python/parser.ts';
import { EvaluatedNet } from './evaluated-net.ts';
import { classifierNet, courseNet, type Net } from './nets.ts';
import type { Peers } from './peers.ts';
import { type Clock, PythonPeer } from './python-peer.ts';
import type { Measure, Missing, PreparedRow, Row } from './rows.ts';

export interface DerivativeSettings {
  readonly parser: PythonParser;
  readonly peers: Peers;
  /** A folder for the arrays that both sides read. */
  readonly folder: string;
  readonly repeats: number;
  readonly clock: Clock;
}

/** Every row on derivatives. */
export function derivativeRows(settings: DerivativeSettings): Row[] {
  const course = courseNet();
  const wide = classifierNet(3072, 50, 10, 5, 0);
  const digits = classifierNet(784, 100, 10, 128, shareOfBlankPixels);
  const dense = classifierNet(784, 100, 10, 128, 0);
  const row = (id: string, rest: Omit<Row, 'id' | 'repeats' | 'prepare'>, pair: Pair): Row => ({
    id,
    ...rest,
    repeats: settings.repeats,
    prepare: () => preparePair(settings, pair),
  });
  const every = 'central differences of every coordinate';
  return [
    row(
      'reverse',
      {
        what: 'reverse-mode gradient, 2-20-3-1, m = 211, from source',
        peer: 'HIPS autograd `grad`',
        target: 0.5,
      },
      { net: course, ours: reverse, needs: 'autograd', request: { task: 'autograd', calls: 20 } },
    ),
    row(
      'differences',
      { what: `${every}, 2-20-3-1, m = 211`, peer: 'NumPy loop', target: 0.2 },
      { net: course, ours: differences(5), needs: 'numpy', request: { task: 'loop', calls: 2 } },
    ),
    row(
      'gradcheck',
      { what: `${every}, 2-20-3-1, m = 211`, peer: '`torch.autograd.gradcheck`, slow mode', target: 0.05 },
      { net: course, ours: differences(5), needs: 'torch', request: { task: 'gradcheck', calls: 1 } },
    ),
    row(
      'wide',
      { what: `${every} of 3072-50-10, N = 5, L2`, peer: 'NumPy loop, scaled from 100', target: 0.01 },
      { net: wide, ours: differences(1), needs: 'numpy', request: { task: 'loop', calls: 1, limit: 100 } },
    ),
    row(
      'digits',
      {
        what: `${every} of 784-100-10, batch 128, ${100 * shareOfBlankPixels} % of the inputs 0`,
        peer: 'NumPy loop, scaled from 100',
        target: 0.01,
      },
      { net: digits, ours: differences(1), needs: 'numpy', request: { task: 'loop', calls: 1, limit: 100 } },
    ),
    row(
      'dense',
      {
        what: `${every} of 784-100-10, batch 128, no input 0`,
        peer: 'NumPy loop, scaled from 100',
        target: 0.01,
      },
      { net: dense, ours: differences(1), needs: 'numpy', request: { task: 'loop', calls: 1, limit: 100 } },
    ),
  ];
}

/** The host compiles what runs often; a row is warm when this much has run. */
const warmingMilliseconds = 3000;

/** In the MNIST digits 81 % of all pixels are 0. */
const shareOfBlankPixels = 0.81;

interface Pair {
  readonly net: Net;
  readonly ours: (net: EvaluatedNet, clock: Clock) => Measure;
  readonly needs: 'numpy' | 'autograd' | 'torch';
  readonly request: Readonly<Record<string, unknown>>;
}

async function preparePair(settings: DerivativeSettings, pair: Pair): Promise<PreparedRow | Missing> {
  const { parser, peers, folder, clock } = settings;
  const { python } = peers;
  if (python === null || !python.modules.has(pair.needs)) {
    return { missing: `there is no Python with ${pair.needs} here` };
  }
  const peer = new PythonPeer(python.program, peers.script, clock);
  const { name, text, parameters } = pair.net;
  const arrays = await writeArrays(pair.net, folder);
  await peer.milliseconds({ task: 'net', name, text, parameters, arrays });
  const ours = pair.ours(await EvaluatedNet.of(pair.net, parser), clock);
  for (const started = performance.now(); performance.now() - started < warmingMilliseconds; ) await ours();
  const evaluated = await EvaluatedNet.of(pair.net, parser);
  return {
    ours,
    theirs: () => peer.milliseconds({ ...pair.request, name }),
    note: () =>
      `largest difference from reverse mode over all entries ${evaluated.disagreement().toPrecision(2)}`,
    end: async () => peer.end(),
  };
}

async function writeArrays(net: Net, folder: string): Promise<Record<string, unknown>> {
  const entries = [...net.arrays].map(async ([name, { shape, data }]) => {
    const file = join(folder, `${net.name}-${name}.bin`);
    await writeFile(file, data);
    return [name, { file, shape }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function reverse(net: EvaluatedNet, clock: Clock): Measure {
  return async () => timed(20, clock, () => net.reverse());
}

function differences(calls: number): (net: EvaluatedNet, clock: Clock) => Measure {
  return (net, clock) => async () => timed(calls, clock, () => net.differences());
}

/** Milliseconds of one call, as the mean over so many. */
function timed(calls: number, clock: Clock, work: () => unknown): number {
  const started = millisecondsOf(clock);
  for (let call = 0; call < calls; call++) work();
  return (millisecondsOf(clock) - started) / calls;
}

/** What the clock shows. The processor's time counts all threads, those of the garbage collector and the compiler too. */
function millisecondsOf(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
