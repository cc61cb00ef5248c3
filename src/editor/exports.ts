/** What can be taken along as files: the picture of the network, the derivations and the report. */
import * as vscode from 'vscode';
import { derivationText } from '../core/report/derivation-text.ts';
import type { PictureFormat } from '../protocol.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import { activeSubject, openSubject } from './documents.ts';
import { type Panel, panelViewId } from './panel.ts';
import { textReport } from './text-report.ts';

/** Asks where to, and writes the picture that the panel shows there, as SVG or PNG by the name that is chosen. */
export async function exportPicture(panel: Panel): Promise<void> {
  const subject = panel.key === null ? null : openSubject(panel.key);
  if (!subject || !panel.visible) {
    await vscode.commands.executeCommand(`${panelViewId}.focus`);
    return inform(vscode.l10n.t('The panel draws the picture: export it once the panel shows a network.'));
  }
  const uri = await askWhere(subject.uri, 'svg', { SVG: ['svg'], PNG: ['png'] });
  if (!uri) return;
  const format: PictureFormat = uri.path.toLowerCase().endsWith('.png') ? 'png' : 'svg';
  const picture = await panel.picture(format);
  if (!picture) return inform(vscode.l10n.t('The panel shows no network that could be drawn.'));
  const bytes = format === 'png' ? fromBase64(picture.data) : new TextEncoder().encode(picture.data);
  await write(uri, bytes, panel);
}

/** Writes the derivation of every gradient of a parameter. */
export async function exportDerivations(service: AnalysisService, panel: Panel): Promise<void> {
  await exportText(service, panel, 'derivation', async ({ subject, analysis }) => {
    const engine = await service.engine();
    const derivations = analysis.gradients
      .filter(({ role }) => role === 'parameter')
      .flatMap(({ id }) => engine.derive(analysis, id) ?? []);
    const title = `# ${vscode.l10n.t('Derivations of {0}', subject.name)}`;
    return [title, ...derivations.map((each) => derivationText(each, 'course', 'markdown'))].join('\n\n');
  });
}

/** Writes the report that "Describe Gradients as Text" shows. */
export async function exportReport(service: AnalysisService, panel: Panel): Promise<void> {
  await exportText(service, panel, 'report', async (analysed) => textReport(analysed));
}

async function exportText(
  service: AnalysisService,
  panel: Panel,
  what: string,
  textOf: (analysed: Analysed) => Promise<string>,
): Promise<void> {
  const subject = (panel.visible && panel.key !== null && openSubject(panel.key)) || activeSubject();
  const outcome = subject ? await service.analyzeNow(subject) : null;
  if (!subject || outcome?.kind !== 'analysed') {
    return inform(vscode.l10n.t('The active editor holds no gradients to describe.'));
  }
  const uri = await askWhere(subject.uri, `${what}.md`, { Markdown: ['md'] });
  if (uri) await write(uri, new TextEncoder().encode(await textOf(outcome.analysed)), panel);
}

/** A name beside the document, with an ending of its own. */
function askWhere(
  beside: vscode.Uri,
  ending: string,
  filters: Readonly<Record<string, string[]>>,
): Thenable<vscode.Uri | undefined> {
  const path = `${beside.path.replace(/\.\w+$/, '')}.${ending}`;
  const named = beside.scheme === 'untitled' ? {} : { defaultUri: beside.with({ path }) };
  return vscode.window.showSaveDialog({ ...named, filters });
}

async function write(uri: vscode.Uri, bytes: Uint8Array, panel: Panel): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, bytes);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const sentence = vscode.l10n.t('Saved as {0}.', name);
  panel.tell(sentence);
  vscode.window.setStatusBarMessage(sentence, 5000);
}

function fromBase64(data: string): Uint8Array {
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
}

function inform(sentence: string): void {
  void vscode.window.showInformationMessage(sentence);
}
