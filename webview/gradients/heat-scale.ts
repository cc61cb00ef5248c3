/** The one diverging colour scale that all heat maps of a gradient share. */
import { type Colour, themeColour } from '../theme.ts';
import { isNumber } from './difference.ts';

/** The theme's colours for the ends of the scale, its middle, and what is drawn on it. */
export interface HeatColours {
  readonly negative: Colour;
  readonly zero: Colour;
  readonly positive: Colour;
  readonly ink: Colour;
  readonly focus: Colour;
}

/** Reads the colours of the current theme. */
export function heatColours(): HeatColours {
  return {
    negative: themeColour('--vscode-charts-blue', '--vscode-textLink-foreground'),
    zero: themeColour('--vscode-sideBar-background', '--vscode-editor-background'),
    positive: themeColour('--vscode-charts-orange', '--vscode-editorWarning-foreground'),
    ink: themeColour('--vscode-foreground', '--vscode-editor-foreground'),
    focus: themeColour('--vscode-focusBorder', '--vscode-contrastActiveBorder', '--vscode-foreground'),
  };
}

/**
 * How far along the scale a value stands, from −1 to 1. It grows with the square root, so that small gradients beside a
 * large slip still show their pattern; `limit` is the value at the end of the scale.
 */
export function positionOnScale(value: number, limit: number): number {
  if (!isNumber(value) || limit <= 0) return 0;
  return Math.sign(value) * Math.sqrt(Math.min(1, Math.abs(value) / limit));
}

/** The value at a position: the inverse of positionOnScale. */
export function valueOnScale(position: number, limit: number): number {
  return Math.sign(position) * position * position * limit;
}

/** The colour at a position, as CSS. */
export function colourAt(position: number, colours: HeatColours): string {
  const end = position < 0 ? colours.negative : colours.positive;
  const share = Math.abs(position);
  const mix = (from: number, to: number) => Math.round(from + (to - from) * share);
  const [r, g, b] = colours.zero;
  return css([mix(r, end[0]), mix(g, end[1]), mix(b, end[2])]);
}

export function css(colour: Colour): string {
  return `rgb(${colour.join(' ')})`;
}
