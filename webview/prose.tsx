/** The engine's sentences on the page: the small part of Markdown that they use, built from text nodes alone. */
import type { ComponentChildren } from 'preact';

/** Paragraphs, lists and fenced code; inside them code spans, bold and italics. Anything else shows as it is written. */
export function Prose({ text }: { text: string }) {
  return <div class="prose">{blocksOf(text).map(drawBlock)}</div>;
}

/** One sentence with code spans, bold and italics. */
export function Sentence({ text }: { text: string }) {
  return <>{drawSpans(text)}</>;
}

type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string };

const fence = /^```[^\n]*\n([\s\S]*?)\n?```$/;

/** Blank lines part blocks, but not inside a fence. */
export function blocksOf(text: string): readonly Block[] {
  return text
    .split(/(```[\s\S]*?```)|\n\s*\n/)
    .filter((part) => part !== undefined && part.trim() !== '')
    .map((part): Block => {
      const code = fence.exec(part.trim());
      if (code) return { kind: 'code', text: code[1] ?? '' };
      const lines = part.trim().split('\n');
      if (lines.every((line) => /^\s*[-*] /.test(line))) {
        return { kind: 'list', items: lines.map((line) => line.replace(/^\s*[-*] /, '')) };
      }
      return { kind: 'paragraph', text: lines.join(' ') };
    });
}

function drawBlock(block: Block, index: number): ComponentChildren {
  switch (block.kind) {
    case 'code':
      return (
        <pre key={index} class="code-block">
          {block.text}
        </pre>
      );
    case 'list':
      return (
        <ul key={index}>
          {block.items.map((item) => (
            <li key={item}>{drawSpans(item)}</li>
          ))}
        </ul>
      );
    case 'paragraph':
      return <p key={index}>{drawSpans(block.text)}</p>;
  }
}

/** Code spans first, so that an asterisk inside `a * b` stays a product. */
function drawSpans(text: string): ComponentChildren[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).map((part, index) => {
    if (part.length > 2 && part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.length > 4 && part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>;
    if (part.length > 2 && part.startsWith('*')) return <em key={index}>{part.slice(1, -1)}</em>;
    return part;
  });
}
