/** How time grows with lines, layers, parameters and files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Engine } from '../../src/core/engine.ts';
import type { PythonParser } from '../../src/core/python/parser.ts';
import { warmKeystrokes } from './editing-rows.ts';
import { EvaluatedNet } from './evaluated-net.ts';
import { writeGeneratedFolder } from './generated-folder.ts';
import { courseNet } from './nets.ts';
import { processMilliseconds } from './process-rows.ts';
import { lengthened, networkProgram } from './programs.ts';
import { median } from './statistics.ts';
import type { Growth } from './text.ts';

export interface GrowthSettings {
  readonly engine: Engine;
  readonly parser: PythonParser;
  readonly folder: string;
  readonly program: string;
  readonly files: number;
  readonly repeats: number;
}

/** Every growth curve, one measurement after another. */
export async function measureGrowth(settings: GrowthSettings): Promise<Growth[]> {
  return [
    await growth(
      'an analysis',
      'lines beside a net of 3 layers',
      [125, 250, 500, 1000, 2000],
      settings.repeats,
      (lines) => warmKeystrokes(settings.engine, lengthened(networkProgram(3), lines), 5),
    ),
    await growth('an analysis', 'layers', [2, 4, 8, 16], settings.repeats, (layers) =>
      warmKeystrokes(settings.engine, networkProgram(layers), 5),
    ),
    await growth(
      'a reverse sweep with its evaluation',
      'parameters',
      widths.map(parameterCount),
      settings.repeats,
      async (count) => {
        const net = await netOf(count, settings.parser);
        return async () => timed(() => net.reverse());
      },
    ),
    await growth(
      'differences of every coordinate',
      'parameters',
      widths.map(parameterCount),
      settings.repeats,
      async (count) => {
        const net = await netOf(count, settings.parser);
        return async () => timed(() => net.differences());
      },
    ),
    await filesGrowth(settings),
  ];
}

const widths = [10, 40, 160, 640];

/** Parameters of the course's net with so many units in its first layer. */
function parameterCount(width: number): number {
  return 3 * width + 3 * (width + 1) + 4;
}

async function netOf(parameters: number, parser: PythonParser): Promise<EvaluatedNet> {
  return EvaluatedNet.of(courseNet([2, Math.round((parameters - 7) / 6), 3, 1]), parser);
}

async function growth(
  what: string,
  unit: string,
  sizes: readonly number[],
  repeats: number,
  prepare: (size: number) => Promise<() => Promise<number>>,
): Promise<Growth> {
  const points = [];
  for (const size of sizes) {
    const measure = await prepare(size);
    await measure();
    const times: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) times.push(await measure());
    points.push({ size, milliseconds: median(times) });
  }
  return { what, unit, points };
}

async function filesGrowth({ folder, program, files, repeats }: GrowthSettings): Promise<Growth> {
  const sizes = [files / 100, files / 10, files].map(Math.ceil);
  return growth('`check` on a folder', 'files', sizes, Math.min(repeats, 3), async (size) => {
    const own = await mkdtemp(join(folder, 'growth-'));
    writeGeneratedFolder(own, { files: size, networks: Math.ceil(size / 200), bytes: size * 13_500 });
    let left = Math.min(repeats, 3) + 1;
    return async () => {
      const milliseconds = processMilliseconds(process.execPath, [program, 'check', own], [0, 1]);
      left -= 1;
      if (left === 0) await rm(own, { recursive: true, force: true });
      return milliseconds;
    };
  });
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
