/**
 * The fuzzer: edited programs through the whole engine, one after another. It tells its parent process the number of each
 * text before it begins, so that one that never ends can be named, and ends with a report of crashes, times and memory.
 */
import process from 'node:process';
import { startEngine } from '../../src/cli/start-engine.ts';
import type { Engine } from '../../src/core/engine.ts';
import { fuzzedText, startingPrograms } from './fuzzed-text.ts';
import { heapSlope, type HeapSample } from './heap-slope.ts';

interface Failure {
  readonly number: number;
  readonly what: string;
}

/** Processor seconds that one analysis may take. */
const mostSeconds = 10;
/** Bytes that the heap may grow by with every analysis: ten megabytes in ten thousand, less than the last texts take. */
const mostGrowth = 1024;
/** The engine's compiled code and its parser's memory, which holds 256 texts, fill up first. */
const warmUp = 300;

const [, , firstNumber = '0', wanted = '10000', root = process.cwd()] = process.argv;
const [first, count] = [Number(firstNumber), Number(wanted)];
process.exitCode = await fuzz(await startEngine(new URL('.', import.meta.url)), startingPrograms(root));

async function fuzz(engine: Engine, programs: readonly string[]): Promise<number> {
  const failures: Failure[] = [];
  const samples: HeapSample[] = [];
  const seconds: number[] = [];
  const between = Math.max(10, Math.floor(count / 100));
  for (let done = 0; done < count; done += 1) {
    const number = first + done;
    process.send?.(number);
    const started = process.cpuUsage();
    const what = await complaint(engine, fuzzedText(number, programs));
    seconds.push(secondsSince(started));
    if (what !== null) failures.push({ number, what });
    if (done >= warmUp && done % between === 0) samples.push({ analyses: done, bytes: heapInUse() });
  }
  return report(failures, seconds, samples);
}

/** What is wrong with the engine's answer to the text; null where nothing is. */
async function complaint(engine: Engine, text: string): Promise<string | null> {
  try {
    const document = { kind: 'file', uri: 'main.py', text } as const;
    // One that takes too long is ended, so that the run goes on; the report names it.
    const started = process.cpuUsage();
    const cancelled = (): boolean => secondsSince(started) > mostSeconds;
    const analysis = await engine.analyze(document, async () => null, { cancelled });
    const silent = analysis.gradients.find(
      ({ verdict, reason }) => verdict === 'undecided' && !/^[A-Z`].*\.$/s.test(reason ?? ''),
    );
    return silent
      ? `${silent.name} is undecided and no sentence says why: ${silent.reason ?? 'nothing'}`
      : null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** Seconds that the process has computed for since then, however busy the machine is. */
function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function heapInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function report(
  failures: readonly Failure[],
  seconds: readonly number[],
  samples: readonly HeapSample[],
): number {
  const slowest = Math.max(...seconds);
  const slow = seconds.flatMap((time, at) =>
    time > mostSeconds ? [`number ${first + at}: ${time.toFixed(1)} s`] : [],
  );
  const slope = heapSlope(samples);
  const total = seconds.reduce((sum, time) => sum + time, 0);
  const lines = [
    ...failures.map(({ number, what }) => `number ${number} fails: ${what}`),
    ...slow.map((line) => `too slow: ${line}`),
    `${count} analyses from number ${first} on, ${total.toFixed(1)} s in all`,
    `failures: ${failures.length}`,
    `slowest: ${slowest.toFixed(2)} s, number ${first + seconds.indexOf(slowest)}`,
    `heap: ${quarters(samples).map(megabytes).join(', ')} MB, growing by ${slope.toFixed(0)} bytes an analysis`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return failures.length === 0 && slow.length === 0 && slope <= mostGrowth ? 0 : 1;
}

/** The heap at the beginning, after each quarter and at the end. */
function quarters(samples: readonly HeapSample[]): readonly HeapSample[] {
  const last = samples.length - 1;
  return [0, 0.25, 0.5, 0.75, 1].flatMap((share) => samples[Math.round(share * last)] ?? []);
}

function megabytes({ bytes }: HeapSample): string {
  return (bytes / 2 ** 20).toFixed(1);
}
