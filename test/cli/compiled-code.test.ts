import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CompiledCode } from '../../src/cli/compiled-code.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The path of a program and that of a cache folder beside it, which is not there yet. */
async function place(text = 'void 0;'): Promise<{ program: string; cache: string }> {
  const folder = await temporaryFolder({ 'program.cjs': text });
  return { program: join(folder, 'program.cjs'), cache: join(folder, 'not there', 'cache') };
}

test('what one run keeps the next one reads', async () => {
  const { program, cache } = await place();
  expect(new CompiledCode(program, cache).read()).toBeUndefined();
  new CompiledCode(program, cache).write(Buffer.from('compiled'));
  expect(new CompiledCode(program, cache).read()?.toString()).toBe('compiled');
});

test('another program does not get it', async () => {
  const { program, cache } = await place();
  new CompiledCode(program, cache).write(Buffer.from('compiled'));
  const other = await place('void 00;');
  expect(new CompiledCode(other.program, cache).read()).toBeUndefined();
});

test('a program that was changed a moment ago does not get it', async () => {
  const { program, cache } = await place();
  new CompiledCode(program, cache).write(Buffer.from('compiled'));
  await utimes(program, new Date(), new Date(Date.now() + 5000));
  expect(new CompiledCode(program, cache).read()).toBeUndefined();
});

test('only the newest four are kept, and other files stay', async () => {
  const { program, cache } = await place();
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'notes.txt'), 'mine');
  for (let length = 1; length <= 6; length++) {
    await writeFile(program, ' '.repeat(length));
    new CompiledCode(program, cache).write(Buffer.from('compiled'));
  }
  const names = await readdir(cache);
  expect(names.filter((name) => name.endsWith('.bin'))).toHaveLength(4);
  expect(names).toContain('notes.txt');
});

test('a cache that cannot be written stops nothing', async () => {
  const { program } = await place();
  const compiled = new CompiledCode(program, join(program, 'a file is no folder'));
  compiled.write(Buffer.from('compiled'));
  expect(compiled.read()).toBeUndefined();
});
