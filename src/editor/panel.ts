/** One panel, in the side bar or in an editor: follows the active document, hands its view model to the page and does what the page asks for. */
import * as vscode from 'vscode';
import { derivationText } from '../core/report/derivation-text.ts';
import { panelModel, panelPlaces, type PanelPlaces } from '../core/report/panel-model.ts';
import { strengthView } from '../core/report/panel-strength.ts';
import type { Analysis, Finding } from '../core/report/analysis.ts';
import type { Derivation, PageMessage, PanelMessage, PictureFormat } from '../protocol.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';
import type { CheckRuns, CheckState } from './check-runs.ts';
import { shownFindings } from './diagnostics.ts';
import { activeSubject, locationOf, openSubject } from './documents.ts';
import { exportCommands } from './export-commands.ts';
import { showFixPreview } from './fix-preview.ts';
import { applyFix } from './fixes.ts';
import { selectedPlace, type SelectedPlace } from './gradient-places.ts';
import { asPageMessage } from './messages.ts';
import { freshNonce, panelHtml } from './panel-html.ts';
import { reveal } from './reveal.ts';
import { openRuleCommand } from './rule-pages.ts';
import { StepLight } from './step-light.ts';
import { settingsFor } from './settings.ts';
import { TrainingRuns } from './training-runs.ts';

export const panelViewId = 'backpropLens.panel';

type Picture = Extract<PageMessage, { type: 'picture' }>;

/** What the page may ask for and other parts of the extension do. */
export interface PanelActions {
  readonly check: (key: string) => void;
  readonly openExample: () => void;
  /** Opens a further panel among the editors, on the same subject. */
  readonly openInEditor: (key: string) => void;
}

/** Where a panel's page is shown: a view of the side bar or an editor. */
export type PanelSurface = vscode.WebviewView | vscode.WebviewPanel;

export class Panel implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #service: AnalysisService;
  readonly #checks: CheckRuns;
  readonly #actions: PanelActions;
  readonly #trainings = new TrainingRuns();
  readonly #subscriptions: vscode.Disposable[];
  #view: PanelSurface | null = null;
  /** True while the panel stays with its subject, whatever editor is active. */
  #pinned = false;
  /** Waits for the picture that the page was asked to draw. */
  #pictureWanted: ((picture: Picture) => void) | null = null;
  /** The subject that the panel shows; it stays while other kinds of editors are active, as long as it is open. */
  #key: string | null = null;
  /** An imported file that the panel itself has opened: the panel keeps to the network that led there. */
  #visited: string | null = null;
  #wanted: SelectedPlace | null = null;
  readonly #light = new StepLight();
  #step: ShownStep | null = null;

  constructor(extensionUri: vscode.Uri, service: AnalysisService, checks: CheckRuns, actions: PanelActions) {
    this.#extensionUri = extensionUri;
    this.#service = service;
    this.#checks = checks;
    this.#actions = actions;
    const follow = () => this.#follow();
    this.#subscriptions = [
      this.#light,
      vscode.window.onDidChangeActiveTextEditor(follow),
      vscode.window.onDidChangeActiveNotebookEditor(follow),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#select(textEditor)),
      service.onDidAnalyze((analysed) => this.#ifShown(analysed.subject.key, () => this.#sendAll())),
      service.onDidForget((subject) => this.#ifShown(subject.key, () => this.#followOn())),
      service.onDidChangeState((key) => {
        if (key === this.#key && !service.last(key)) this.#sendAll();
      }),
      service.onDidBecomeStale((key) => this.#ifShown(key, () => this.#post({ type: 'stale' }))),
      checks.onDidChange((state) => this.#ifShown(state.key, () => this.#sendCheck(state))),
    ];
    this.#key = activeSubject()?.key ?? null;
  }

  /** Shows the page on a surface; what it showed before it was hidden or the window reloaded is taken up again. */
  attach(view: PanelSurface, saved?: unknown): void {
    const before = subjectOfSaved(saved);
    if (before?.pinned) [this.#key, this.#pinned] = [before.key, true];
    const folder = vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webview');
    const { webview } = view;
    const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    this.#view = view;
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
    view.onDidDispose(() => {
      this.#view = null;
      this.#showStep(null);
    });
    const didChange: vscode.Event<unknown> =
      'onDidChangeVisibility' in view ? view.onDidChangeVisibility : view.onDidChangeViewState;
    didChange(() => {
      if (!view.visible) this.#showStep(null);
    });
    webview.onDidReceiveMessage((value: unknown) => {
      const message = asPageMessage(value);
      if (message) void this.#receive(message);
    });
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      script: address('panel.js'),
      style: address('panel.css'),
      nonce: freshNonce(),
      language: vscode.env.language,
      title: vscode.l10n.t('Backprop'),
    });
  }

  /** Opens the panel on a subject and selects one of its gradients, if one is named. */
  async showGradient(key: string, gradientId: string | null): Promise<void> {
    this.#key = key;
    const report = this.#service.last(key)?.analysis.gradients.find(({ id }) => id === gradientId);
    this.#wanted = report ? { network: report.network ?? 0, nodeId: null, gradientId: report.id } : null;
    await vscode.commands.executeCommand(`${panelViewId}.focus`, { preserveFocus: true });
    this.#sendAll();
  }

  /** The subject that is shown; null while there is none. */
  get key(): string | null {
    return this.#key;
  }

  /** Stays with a subject from now on, or follows the active editor again. */
  pin(pinned: boolean, key = this.#key): void {
    [this.#key, this.#pinned] = [key, pinned && key !== null];
    if (pinned) return this.#sendAll();
    this.#sendPin();
    this.#follow();
  }

  get visible(): boolean {
    return this.#view?.visible === true;
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  /** The picture of the network as the page draws it; null where no page is there to draw it. */
  async picture(format: PictureFormat): Promise<Picture | null> {
    if (!this.#view?.visible || !this.#analysed()) return null;
    const drawn = new Promise<Picture | null>((resolve) => {
      this.#pictureWanted = resolve;
      setTimeout(() => resolve(null), longestDrawing);
    });
    this.#post({ type: 'draw', format });
    return drawn;
  }

  /** Tells the eye and the screen reader in the page that something was done. */
  tell(sentence: string): void {
    this.#post({ type: 'told', sentence });
  }

  dispose(): void {
    this.#trainings.cancel();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #receive(message: PageMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#sendAll();
      case 'revealNode':
        return this.#reveal('nodes', `${message.network}:${message.nodeId}`);
      case 'revealGradient':
        return this.#reveal('gradients', message.gradientId);
      case 'applyFix':
        return this.#applyFix(message.gradientId, message.rule);
      case 'check':
        return this.#key === null ? undefined : this.#actions.check(this.#key);
      case 'cancelCheck':
        return this.#checks.cancel();
      case 'pin':
        return this.pin(message.pinned);
      case 'openInEditor':
        return this.#key === null ? undefined : this.#actions.openInEditor(this.#key);
      case 'picture':
        return this.#pictureWanted?.(message);
      case 'export':
        await vscode.commands.executeCommand(exportCommands[message.what]);
        return;
      case 'previewFix':
        return this.#previewFix(message.gradientId, message.rule);
      case 'moveStrengths':
        return this.#moveStrengths(message.network, message.values);
      case 'derive':
        return this.#derive(message.gradientId);
      case 'copyDerivation':
        return this.#copyDerivation(message);
      case 'train':
        return this.#train(message.network, message.values);
      case 'cancelTraining':
        return this.#trainings.cancel();
      case 'light':
        return this.#showStep(message.nodeId === null ? null : { ...message, nodeId: message.nodeId });
      case 'openRule':
        await vscode.commands.executeCommand(openRuleCommand, message.rule);
        return;
      case 'openExample':
        return this.#actions.openExample();
    }
  }

  /** What was shown is closed, so there is nothing to stay with. */
  #followOn(): void {
    this.#pinned = false;
    this.#follow();
  }

  #follow(): void {
    if (this.#pinned) return;
    const active = activeSubject()?.key ?? null;
    if (active !== null && active === this.#visited) return;
    const shown = this.#key !== null && openSubject(this.#key) ? this.#key : null;
    const key = active ?? shown;
    if (active !== null) this.#visited = null;
    if (key === this.#key && key !== null && this.#service.last(key)) return;
    if (key !== this.#key) this.#showStep(null);
    this.#key = key;
    this.#wanted = null;
    this.#sendAll();
  }

  /** The page keeps nothing, so it is told everything: the model, the last check, what is selected, and whether it is stale. */
  #sendAll(): void {
    this.#sendPin();
    const analysed = this.#analysed();
    if (!analysed) return this.#sendWithoutAnalysis();
    const { subject, analysis, revision } = analysed;
    this.#showStep(this.#step, { stays: true });
    this.#post({ type: 'model', model: panelModel(analysis, subject.name, revision) });
    const check = this.#checks.last(subject.key, revision);
    if (check) this.#sendCheck(check);
    const now = openSubject(subject.key);
    if (!now || !this.#service.current(now)) this.#post({ type: 'stale' });
    const editor = vscode.window.activeTextEditor;
    if (this.#wanted) this.#post({ type: 'select', ...this.#wanted });
    else if (editor) this.#select(editor);
    this.#wanted = null;
  }

  #sendWithoutAnalysis(): void {
    const subject = this.#key === null ? null : openSubject(this.#key);
    const state = subject ? this.#service.stateOf(subject.key) : 'unknown';
    // What was shown stays until it is known whether there is something else to show.
    if (state === 'checking') return this.#post({ type: 'stale' });
    if (!subject || state !== 'failed') return this.#post({ type: 'empty' });
    const problem = vscode.l10n.t('The analysis ended with an error; the log has the details.');
    const model = { document: subject.name, revision: 0, networks: [], undecided: [], problems: [problem] };
    this.#post({ type: 'model', model });
  }

  #sendPin(): void {
    this.#post({ type: 'subject', key: this.#key, pinned: this.#pinned });
  }

  #sendCheck({ views }: CheckState): void {
    views.forEach((check, network) => this.#post({ type: 'check', network, check }));
  }

  /** Answered at once: the page waits for it between two frames. */
  #moveStrengths(network: number, values: readonly number[]): void {
    const analysed = this.#analysed();
    const view = analysed && strengthView(analysed.analysis, network, values);
    if (view) this.#post({ type: 'strengths', network, view });
  }

  async #derive(gradientId: string): Promise<void> {
    const derivation = await this.#derivationOf(gradientId);
    if (derivation) this.#post({ type: 'derivation', derivation });
  }

  async #copyDerivation({
    gradientId,
    notation,
    format,
  }: Extract<PageMessage, { type: 'copyDerivation' }>): Promise<void> {
    const derivation = await this.#derivationOf(gradientId);
    if (!derivation) return;
    await vscode.env.clipboard.writeText(derivationText(derivation, notation, format));
    this.tell(vscode.l10n.t('The derivation of {0} is on the clipboard.', derivation.name));
  }

  async #derivationOf(gradientId: string): Promise<Derivation | null> {
    const engine = await this.#service.engine();
    const analysed = this.#analysed();
    return analysed ? engine.derive(analysed.analysis, gradientId) : null;
  }

  async #train(network: number, values: readonly number[]): Promise<void> {
    const analysed = this.#analysed();
    if (!analysed) return;
    const { key } = analysed.subject;
    await this.#trainings.run(analysed.analysis, network, values, (training) =>
      this.#ifShown(key, () => this.#post({ type: 'training', network, training })),
    );
  }

  /** Lights the line of the step that the page shows; the page has no say in what is lit but by its step. */
  #showStep(step: ShownStep | null, { stays = false } = {}): void {
    this.#step = step;
    const analysed = this.#analysed();
    const span = step && analysed && placesOf(analysed.analysis).steps.get(`${step.network}:${step.nodeId}`);
    this.#light.show(analysed && span ? locationOf(analysed.subject, span) : null, { stays });
  }

  #select(editor: vscode.TextEditor): void {
    const analysed = this.#analysed();
    if (!this.#view?.visible || !analysed || !settingsFor(analysed.subject.uri).followCursor) return;
    const place = selectedPlace(
      analysed,
      placesOf(analysed.analysis),
      editor.document,
      editor.selection.active.line,
    );
    if (place) this.#post({ type: 'select', ...place });
  }

  async #reveal(kind: 'nodes' | 'gradients', name: string): Promise<void> {
    const analysed = this.#analysed();
    const span = analysed ? placesOf(analysed.analysis)[kind].get(name) : undefined;
    if (!analysed || !span) return;
    const location = locationOf(analysed.subject, span);
    const isOwn = analysed.subject.documents.some(({ uri }) => uri.toString() === location.uri.toString());
    this.#visited = isOwn ? null : location.uri.toString();
    await reveal(location, { takeFocus: false });
  }

  async #applyFix(gradientId: string, rule: string): Promise<void> {
    const found = this.#fixable(gradientId, rule);
    if (found && !(await applyFix(this.#service, found.analysed.subject, found.finding))) tellChanged();
  }

  async #previewFix(gradientId: string, rule: string): Promise<void> {
    const found = this.#fixable(gradientId, rule);
    if (found && !(await showFixPreview(this.#service, found.analysed, found.finding))) tellChanged();
  }

  #fixable(
    gradientId: string,
    rule: string,
  ): { readonly analysed: Analysed; readonly finding: Finding } | null {
    const analysed = this.#analysed();
    const finding = (analysed ? shownFindings(analysed) : [])
      .map(([each]) => each)
      .find((each) => each.gradientId === gradientId && each.rule === rule && each.fix);
    return analysed && finding ? { analysed, finding } : null;
  }

  #analysed(): Analysed | undefined {
    return this.#key === null ? undefined : this.#service.last(this.#key);
  }

  #ifShown(key: string, act: () => void): void {
    if (key === this.#key) act();
  }

  #post(message: PanelMessage): void {
    void this.#view?.webview.postMessage(message);
  }
}

/** The step of the backward pass that the page shows: its network and node. */
interface ShownStep {
  readonly network: number;
  readonly nodeId: string;
}

/** Drawing takes a few milliseconds; a page that does not answer is not there any more. */
const longestDrawing = 5000;

/** What a page of an earlier session has saved about its subject. */
function subjectOfSaved(saved: unknown): { readonly key: string; readonly pinned: boolean } | null {
  if (typeof saved !== 'object' || saved === null) return null;
  const { key, pinned } = saved as Readonly<Record<string, unknown>>;
  return typeof key === 'string' ? { key, pinned: pinned === true } : null;
}

function tellChanged(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The text has changed since; the fix is offered again after the next analysis.'),
  );
}

const knownPlaces = new WeakMap<Analysis, PanelPlaces>();

/** Asked for at every move of the cursor, so the places of an analysis are made once. */
function placesOf(analysis: Analysis): PanelPlaces {
  const places = knownPlaces.get(analysis) ?? panelPlaces(analysis);
  knownPlaces.set(analysis, places);
  return places;
}
