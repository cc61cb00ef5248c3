/** The line of the backward pass that the panel's stepper has come to, lit in the editor as a debugger lights its line. */
import * as vscode from 'vscode';

/** One line is lit at a time, in every editor that shows its document; neither cursor nor keyboard moves. */
export class StepLight implements vscode.Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  readonly #follow = vscode.window.onDidChangeVisibleTextEditors(() => this.#paint());
  #location: vscode.Location | null = null;

  /** Lights the place; null puts the light out. Scrolls to it where it is out of sight, unless the view `stays`, as while the user types. */
  show(location: vscode.Location | null, { stays = false } = {}): void {
    this.#location = location;
    for (const editor of this.#paint()) {
      if (location && !stays)
        editor.revealRange(location.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  dispose(): void {
    this.#follow.dispose();
    this.#decoration.dispose();
  }

  /** The editors that show the lit line. */
  #paint(): readonly vscode.TextEditor[] {
    const uri = this.#location?.uri.toString();
    return vscode.window.visibleTextEditors.filter((editor) => {
      const shows = editor.document.uri.toString() === uri;
      editor.setDecorations(this.#decoration, shows && this.#location ? [this.#location.range] : []);
      return shows;
    });
  }
}
