/** Takes one file from its path to its outcome, in the main thread or in a worker. */
import { relative, resolve } from 'node:path';
import type { Engine } from '../core/engine.ts';
import { readNotebook } from '../core/project/ipynb.ts';
import { sourceOf } from '../core/project/notebook.ts';
import type { DocumentInput } from '../core/project/project.ts';
import type { Analysis } from '../core/report/analysis.ts';
import { type FileReport, fileReport, unreadableReport } from '../core/report/json.ts';
import type { SourcePart } from '../core/report/text.ts';
import { type AnalyzeFile, type FileOutcome, failedOutcome } from './file-outcome.ts';
import { reasonOf, withSlashes } from './find-files.ts';
import { readTextFile } from './text-file.ts';

/** Larger modules are data or generated; an import of one counts as missing. */
const largestModule = 2_000_000;

/**
 * A function that reads a file and reports on it under the path that it is given.
 * The engine knows files by absolute paths, so that an import can be looked for in the folders above the working folder.
 */
export function fileAnalyzer(engine: Engine): AnalyzeFile {
  return async (path) => {
    try {
      const uri = withSlashes(resolve(path));
      const { text } = await readTextFile(path);
      if (!/\.ipynb$/i.test(path)) return await analyze(engine, { kind: 'file', uri, text }, path);
      const notebook = readNotebook(uri, text);
      if (notebook.ok) return await analyze(engine, notebook.document, path);
      return { report: unreadableReport(path, notebook.reason), parts: [], failure: null };
    } catch (error) {
      return failedOutcome(path, reasonOf(error));
    }
  };
}

async function analyze(engine: Engine, document: DocumentInput, path: string): Promise<FileOutcome> {
  if (!engine.mayHoldGradients(sourceOf(document).text)) return emptyOutcome(path);
  const analysis = await engine.analyze(document, readModule, { cancelled: () => false });
  const report = reportUnder(path, analysis);
  return { report, parts: report.findings.length > 0 ? partsOf(document) : [], failure: null };
}

/** The outcome of a file without gradient code. */
export function emptyOutcome(path: string): FileOutcome {
  return { report: { path, gradients: [], findings: [], problems: [] }, parts: [], failure: null };
}

/** Other files are called as the command line would find them from here. */
function reportUnder(path: string, analysis: Analysis): FileReport {
  return fileReport(analysis, (uri) => (uri === analysis.source.uri ? path : withSlashes(relative('', uri))));
}

/** The text of a file, or of each cell of a notebook, as reports quote it. */
export function partsOf(document: DocumentInput): readonly SourcePart[] {
  if (document.kind === 'file') return [{ cell: null, text: document.text }];
  return document.cells.map(({ index, text }) => ({ cell: index, text }));
}

/** The engine asks for every place where an import could live; most of them do not exist. */
async function readModule(uri: string): Promise<string | null> {
  try {
    const { text } = await readTextFile(uri);
    return text.length <= largestModule ? text : null;
  } catch {
    return null;
  }
}
