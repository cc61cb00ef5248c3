/** Which gradients and which nodes of the graph stand at a line, for lenses, hovers and the panel. */
import type * as vscode from 'vscode';
import type { GradientReport } from '../core/report/analysis.ts';
import type { Span } from '../core/python/source.ts';
import type { PanelPlaces } from '../core/report/panel-model.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import { locationOf, subjectOf } from './documents.ts';
import { shiftLine } from './line-shift.ts';

export const showGradientCommand = 'backpropLens.showGradient';

/** A gradient's statement in a document as it stands now. */
export interface PlacedGradient {
  readonly gradient: GradientReport;
  readonly firstLine: number;
  readonly lastLine: number;
  /** True where the statement was edited since, so that its verdict is not known. */
  readonly edited: boolean;
}

/** The gradients whose statements stand in a document, at their present lines. */
export function gradientsIn(
  service: AnalysisService,
  document: vscode.TextDocument,
): { readonly analysed: Analysed; readonly placed: readonly PlacedGradient[] } | null {
  const subject = subjectOf(document);
  const analysed = subject ? service.last(subject.key) : undefined;
  if (!analysed) return null;
  const edits = service.edits.since(document);
  const placed = analysed.analysis.gradients.flatMap((gradient): PlacedGradient[] => {
    const { uri, range } = locationOf(analysed.subject, gradient.span);
    if (uri.toString() !== document.uri.toString()) return [];
    const first = shiftLine(range.start.line, edits);
    const last = shiftLine(range.end.line, edits);
    if (!first || !last) return [];
    const edited = first.touched || last.touched;
    return [{ gradient, firstLine: first.line, lastLine: last.line, edited }];
  });
  return { analysed, placed };
}

export interface SelectedPlace {
  readonly network: number;
  readonly nodeId: string | null;
  readonly gradientId: string | null;
}

/** What the panel should select for a line of a document: its gradient, else the node that the line computes; null for neither. */
export function selectedPlace(
  { subject, analysis }: Analysed,
  places: PanelPlaces,
  document: vscode.TextDocument,
  line: number,
): SelectedPlace | null {
  const isHere = (span: Span) => {
    const { uri, range } = locationOf(subject, span);
    return uri.toString() === document.uri.toString() && range.start.line <= line && line <= range.end.line;
  };
  const gradient = shortest([...places.gradients].filter(([, span]) => isHere(span)));
  if (gradient !== null) {
    const report = analysis.gradients.find(({ id }) => id === gradient);
    return { network: report?.network ?? 0, nodeId: null, gradientId: gradient };
  }
  const node = shortest([...places.nodes].filter(([, span]) => isHere(span)));
  if (node === null) return null;
  const colon = node.indexOf(':');
  return { network: Number(node.slice(0, colon)), nodeId: node.slice(colon + 1), gradientId: null };
}

function shortest(candidates: readonly (readonly [string, Span])[]): string | null {
  const lengthOf = ([, { start, end }]: readonly [string, Span]) => end - start;
  const sorted = [...candidates].sort((one, other) => lengthOf(one) - lengthOf(other));
  return sorted[0]?.[0] ?? null;
}
