/** The panel's document: what it may load, and that nothing in it can break out of its place. */
import { expect, test } from 'vitest';
import { freshNonce, panelHtml } from '../../src/editor/panel-html.ts';

const resources = {
  cspSource: 'https://*.example.test',
  script: 'https://files.example.test/panel.js',
  style: 'https://files.example.test/panel.css',
  nonce: '0123456789abcdef',
  language: 'en',
  title: 'Backprop',
};

function policyOf(html: string): string[] {
  const content = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  return content.split('; ').sort();
}

test('the page may run its one script, use its own styles and fonts, and load nothing else', () => {
  expect(policyOf(panelHtml(resources))).toEqual([
    `default-src 'none'`,
    'font-src https://*.example.test',
    'img-src data:',
    `script-src 'nonce-0123456789abcdef'`,
    // The hash is that of the empty text: the toolkit adds an empty style element before it fills it by script.
    `style-src https://*.example.test 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
    `style-src-attr 'unsafe-inline'`,
  ]);
});

test('the only script element carries the nonce and no code of its own', () => {
  const scripts = panelHtml(resources).match(/<script[^>]*>[\s\S]*?<\/script>/g);
  expect(scripts).toEqual([
    '<script nonce="0123456789abcdef" src="https://files.example.test/panel.js"></script>',
  ]);
});

test('an address with quotes and brackets stays inside its attribute', () => {
  const html = panelHtml({ ...resources, script: 'a"><script>alert(1)</script>' });
  expect(html).toContain('src="a&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  expect(html.match(/<script/g)).toHaveLength(1);
});

test('a nonce has 128 bits and is another one each time', () => {
  const nonces = Array.from({ length: 50 }, freshNonce);
  expect(new Set(nonces).size).toBe(50);
  for (const nonce of nonces) expect(nonce).toMatch(/^[0-9a-f]{32}$/);
});
