/** The editor's colour theme, for what is painted by hand: a canvas does not follow CSS variables by itself. */
import { useEffect, useState } from 'preact/hooks';

/** A number that changes whenever the theme does; painting effects name it among their dependencies. */
export function useThemeRevision(): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setRevision((last) => last + 1));
    const watched = { attributes: true, attributeFilter: ['class', 'style'] };
    observer.observe(document.documentElement, watched);
    observer.observe(document.body, watched);
    return () => observer.disconnect();
  }, []);
  return revision;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** The first of the theme's colours that is set, as red, green and blue from 0 to 255; grey where none is. */
export function themeColour(...variables: readonly string[]): Colour {
  const style = getComputedStyle(document.body);
  for (const variable of variables) {
    const value = style.getPropertyValue(variable).trim();
    if (value !== '') return readColour(value);
  }
  return [128, 128, 128];
}

const known = new Map<string, Colour>();

/** Any CSS colour. The same few are asked for at every painting. */
function readColour(value: string): Colour {
  const colour = known.get(value) ?? paintedColour(value);
  known.set(value, colour);
  return colour;
}

/** Read back from one painted pixel. */
function paintedColour(value: string): Colour {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return [128, 128, 128];
  context.fillStyle = value;
  context.fillRect(0, 0, 1, 1);
  const [red = 128, green = 128, blue = 128] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
