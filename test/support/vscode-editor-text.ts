/** Functions that run inside VS Code's page and tie its drawn boxes to the characters under them; each is self-contained, for it is sent to the page. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Boxes of every occurrence of a text on the drawn lines of the visible editors, from top to bottom. */
export function boxesOfText(wanted: string): Box[] {
  const boxes: Box[] = [];
  for (const line of document.querySelectorAll('.editor-instance .view-line, .notebookOverlay .view-line')) {
    const nodes: Text[] = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode as Text);
    const text = nodes
      .map((node) => node.data)
      .join('')
      .replaceAll('\u00a0', ' ');
    const pointAt = (offset: number): [Text, number] | undefined => {
      let left = offset;
      for (const node of nodes) {
        if (left <= node.length) return [node, left];
        left -= node.length;
      }
      return undefined;
    };
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      const start = pointAt(at);
      const end = pointAt(at + wanted.length);
      if (!start || !end) continue;
      const range = document.createRange();
      range.setStart(...start);
      range.setEnd(...end);
      const { x, y, width, height } = range.getBoundingClientRect();
      if (width > 0) boxes.push({ x, y, width, height });
    }
  }
  return boxes.sort((a, b) => a.y - b.y || a.x - b.x);
}

/** The characters under every drawn box that a selector finds, from top to bottom. */
export function textUnder(selector: string): string[] {
  const marks = [...document.querySelectorAll(selector)]
    .map((mark) => mark.getBoundingClientRect())
    .filter((box) => box.width > 0)
    .sort((a, b) => a.y - b.y || a.x - b.x);
  const lines = [...document.querySelectorAll('.editor-instance .view-line, .notebookOverlay .view-line')];
  return marks.flatMap((mark) => {
    const middle = mark.y + mark.height / 2;
    const line = lines.find((candidate) => {
      const box = candidate.getBoundingClientRect();
      return box.top <= middle && middle < box.bottom;
    });
    if (!line) return [];
    let text = '';
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode as Text;
      for (let offset = 0; offset < node.length; offset++) {
        const range = document.createRange();
        range.setStart(node, offset);
        range.setEnd(node, offset + 1);
        const box = range.getBoundingClientRect();
        const centre = box.x + box.width / 2;
        if (mark.left <= centre && centre <= mark.right) text += node.data[offset];
      }
    }
    return [text.replaceAll('\u00a0', ' ')];
  });
}

/** The drawn lines of the visible editors, from top to bottom. */
export function drawnLines(): string[] {
  return [...document.querySelectorAll('.editor-instance .view-line, .notebookOverlay .view-line')]
    .map((line) => ({ box: line.getBoundingClientRect(), text: line.textContent ?? '' }))
    .filter(({ box }) => box.height > 0)
    .sort((a, b) => a.box.top - b.box.top)
    .map(({ text }) => text.replaceAll('\u00a0', ' '));
}
