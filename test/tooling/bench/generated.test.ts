/** The programs and folders that the benchmark makes: the same every time, and what they claim to be. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mayHoldGradients } from '../../../src/core/network/text-test.ts';
import { writeGeneratedFolder } from '../../../tooling/bench/generated-folder.ts';
import { lengthened, networkProgram } from '../../../tooling/bench/programs.ts';
import { temporaryFolder } from '../../cli/temporary-folder.ts';
import { analyzePython } from '../../support/engine.ts';

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe('networkProgram', () => {
  test.each([2, 3, 5])('of %i layers has every gradient verified', async (layers) => {
    const analysis = await analyzePython(lengthened(networkProgram(layers), 300));
    const parameters = analysis.gradients.filter(({ name }) => /^d[Wb]\d/.test(name));
    expect(new Set(parameters.map(({ verdict }) => verdict))).toEqual(new Set(['verified']));
    expect(parameters.length).toBeGreaterThanOrEqual(2 * layers);
  });

  test('is lengthened to exactly so many lines', () => {
    expect(lengthened(networkProgram(3), 300).split('\n').length - 1).toBe(300);
  });
});

describe('writeGeneratedFolder', () => {
  test('writes so many files of about so many bytes, of which the networks alone pass the text test for certain', async () => {
    const made = writeGeneratedFolder(await temporaryFolder({}), { files: 60, networks: 3, bytes: 300_000 });
    const files = filesOf(made.all);
    expect(files).toHaveLength(60);
    expect(made.bytes).toBeGreaterThan(250_000);
    expect(made.bytes).toBeLessThan(350_000);
    const networks = files.filter((file) => file.includes('networks'));
    expect(networks.filter((file) => mayHoldGradients(readFileSync(file, 'utf8')))).toHaveLength(3);
    expect(filesOf(made.withoutNetworks)).toHaveLength(57);
  });

  test('writes the same bytes every time', async () => {
    const digest = async (): Promise<string> => {
      const folder = await temporaryFolder({});
      writeGeneratedFolder(folder, { files: 20, networks: 1, bytes: 60_000 });
      const hash = createHash('sha256');
      for (const file of filesOf(folder)) hash.update(readFileSync(file));
      return hash.digest('hex');
    };
    expect(await digest()).toBe(await digest());
  });
});
