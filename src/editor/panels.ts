/** All panels of a window: the one in the side bar, and those that were opened among the editors and come back with the window. */
import * as vscode from 'vscode';
import type { AnalysisService } from './analysis-service.ts';
import type { CheckRuns } from './check-runs.ts';
import { activeSubject, openSubject } from './documents.ts';
import { Panel, type PanelActions, panelViewId } from './panel.ts';

const editorViewType = 'backpropLens.panelEditor';

export class Panels implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #service: AnalysisService;
  readonly #make: () => Panel;
  readonly #inEditors = new Map<vscode.WebviewPanel, Panel>();
  readonly #registrations: vscode.Disposable;
  /** The panel in the side bar. */
  readonly side: Panel;

  constructor(
    extensionUri: vscode.Uri,
    service: AnalysisService,
    checks: CheckRuns,
    actions: Omit<PanelActions, 'openInEditor'>,
  ) {
    this.#extensionUri = extensionUri;
    this.#service = service;
    const openInEditor = (key: string) => this.openInEditor(key);
    this.#make = () => new Panel(extensionUri, service, checks, { ...actions, openInEditor });
    this.side = this.#make();
    this.#registrations = vscode.Disposable.from(
      vscode.window.registerWebviewViewProvider(panelViewId, this),
      vscode.window.registerWebviewPanelSerializer(editorViewType, this),
    );
  }

  resolveWebviewView(view: vscode.WebviewView, { state }: vscode.WebviewViewResolveContext): void {
    this.side.attach(view, state);
    void this.#restore(this.side);
  }

  /** Called by VS Code for every panel that was open among the editors when the window was closed. */
  async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    await this.#restore(this.#adopt(view, state));
  }

  /** A further panel beside the active editor, which stays with the subject. */
  openInEditor(key = this.current.key ?? activeSubject()?.key ?? null): void {
    const view = vscode.window.createWebviewPanel(editorViewType, vscode.l10n.t('Backprop'), {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
    });
    this.#adopt(view, { key, pinned: true });
  }

  /** The panel that a command means: the one that the user works in, else the side bar's, else one that is in sight. */
  get current(): Panel {
    const inEditors = [...this.#inEditors];
    const active = inEditors.find(([view]) => view.active);
    const visible = this.side.visible ? undefined : inEditors.find(([view]) => view.visible);
    return (active ?? visible)?.[1] ?? this.side;
  }

  /** Pins the panel that is meant, or lets it follow the editor again. */
  togglePin(): void {
    const { current } = this;
    current.pin(!current.pinned);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.side.dispose();
    for (const view of this.#inEditors.keys()) view.dispose();
  }

  #adopt(view: vscode.WebviewPanel, saved: unknown): Panel {
    const panel = this.#make();
    this.#inEditors.set(view, panel);
    view.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'view.svg');
    view.onDidDispose(() => {
      this.#inEditors.delete(view);
      panel.dispose();
    });
    panel.attach(view, saved);
    return panel;
  }

  /** A pinned panel may come back before its file does: then the file is read, though no editor shows it. */
  async #restore(panel: Panel): Promise<void> {
    const { key, pinned } = panel;
    if (key === null || !pinned) return;
    if (!openSubject(key)) {
      const opened = vscode.workspace.openTextDocument(vscode.Uri.parse(key));
      await Promise.resolve(opened).catch(() => null);
    }
    const subject = openSubject(key);
    if (!subject) return panel.pin(false);
    await this.#service.analyzeNow(subject);
  }
}
