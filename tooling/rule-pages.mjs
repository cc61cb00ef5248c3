/** Writes docs/rules/ from the page in each rule's folder; the extension ships and opens those copies. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const rules = join(root, 'src/core/rules');
const pages = join(root, 'docs/rules');

await rm(pages, { recursive: true, force: true });
await mkdir(pages, { recursive: true });
for (const entry of await readdir(rules, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  await writeFile(
    join(pages, `${entry.name}.md`),
    await readFile(join(rules, entry.name, 'rule.md'), 'utf8'),
  );
}
