/** The picture of the network as a file: the drawing with the theme's colours written into it, as SVG or painted as PNG. */
import type { PictureFormat } from '../../src/protocol.ts';

/** What a drawn element's look is made of; everything else is in its attributes. */
const drawnProperties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'dominant-baseline',
  'text-decoration',
  'marker-end',
] as const;

/** Empty space around the drawing, in its own units. */
const margin = 12;

/** SVG as text; PNG in base64. Null where the page shows no network, or the browser cannot paint it. */
export async function pictureOf(format: PictureFormat): Promise<string | null> {
  const drawing = document.querySelector<SVGSVGElement>('.graph-drawing');
  if (!drawing) return null;
  const { text, width, height } = standalone(drawing);
  return format === 'svg' ? text : painted(text, width, height);
}

interface Standalone {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** The whole drawing, however it is scrolled or enlarged on the page, with no style sheet and no script behind it. */
function standalone(drawing: SVGSVGElement): Standalone {
  const box = drawing.getBBox();
  const [width, height] = [Math.ceil(box.width + 2 * margin), Math.ceil(box.height + 2 * margin)];
  const [left, top] = [Math.floor(box.x - margin), Math.floor(box.y - margin)];
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  writeLooks(drawing, copy);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  setAll(ground, { x: left, y: top, width, height, fill: backgroundColour() });
  const description = copy.querySelector(':scope > desc');
  copy.insertBefore(ground, description?.nextSibling ?? copy.firstChild);
  copy.removeAttribute('style');
  copy.removeAttribute('class');
  setAll(copy, {
    xmlns: 'http://www.w3.org/2000/svg',
    role: 'img',
    width,
    height,
    viewBox: `${left} ${top} ${width} ${height}`,
  });
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/** Style sheets stay behind, so every element carries its own look; what only the page needs is taken off. */
function writeLooks(drawn: Element, copy: Element): void {
  const originals = drawn.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, index) => {
    const original = originals[index];
    if (!original) return;
    for (const name of ['class', 'tabindex', 'role', 'aria-pressed', 'aria-hidden', 'style']) {
      element.removeAttribute(name);
    }
    if (!(original instanceof SVGGraphicsElement)) return;
    const look = getComputedStyle(original);
    if (look.display === 'none' || look.visibility === 'hidden') {
      element.setAttribute('display', 'none');
      return;
    }
    for (const property of drawnProperties) {
      const value = look.getPropertyValue(property);
      if (value !== '' && value !== 'none') element.setAttribute(property, localReference(value));
      else if (property === 'fill' || property === 'stroke') element.setAttribute(property, 'none');
    }
  });
}

/** `url("https://page#arrow")` is `url(#arrow)` in a file of its own. */
function localReference(value: string): string {
  return value.replace(/url\("?[^"#)]*#([^")]+)"?\)/, 'url(#$1)');
}

function backgroundColour(): string {
  const style = getComputedStyle(document.body);
  const names = ['--vscode-sideBar-background', '--vscode-editor-background'];
  return names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== '') ?? 'white';
}

function setAll(element: Element, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** Twice the size, for screens and print of higher density. */
const density = 2;

async function painted(text: string, width: number, height: number): Promise<string | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width * density, height * density];
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').split(',')[1] ?? null;
}
