/** axe on the page: what it finds wrong for people who use a screen reader or need contrast. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** One line per violation. axe is put into the page by the test's own channel, which the content policy does not bind. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(script, 'utf8'));
  const { violations: found } = await page.evaluate(() => window.axe.run());
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
  );
}

declare global {
  interface Window {
    axe: {
      run(): Promise<{
        violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
      }>;
    };
  }
}
