/** When a document is analysed: as it becomes visible, at a pause in typing or on save, and when a file that it imports changes. */
import * as vscode from 'vscode';
import type { AnalysisService } from './analysis-service.ts';
import { subjectOf, subjectOfNotebook, visibleSubjects, type Subject } from './documents.ts';
import { onDidChangeSettings, settingsFor } from './settings.ts';

/** Connects the editor's events to the service; what is open already is analysed at once. */
export function connectTriggers(service: AnalysisService): vscode.Disposable {
  const { workspace, window } = vscode;
  const showVisible = () => analyzeVisible(service);
  const importedFiles = workspace.createFileSystemWatcher('**/*.py');
  const fileChanged = (uri: vscode.Uri) => reanalyzeImporters(service, uri.toString());
  showVisible();
  return vscode.Disposable.from(
    window.onDidChangeVisibleTextEditors(showVisible),
    window.onDidChangeVisibleNotebookEditors(showVisible),
    window.onDidChangeActiveTextEditor(showVisible),
    onDidChangeSettings(showVisible),
    workspace.onDidChangeTextDocument((event) => textChanged(service, event)),
    workspace.onDidChangeNotebookDocument((event) => notebookChanged(service, event)),
    workspace.onDidSaveTextDocument((document) => saved(service, subjectOf(document))),
    workspace.onDidSaveNotebookDocument((notebook) => saved(service, subjectOfNotebook(notebook))),
    workspace.onDidCloseTextDocument((document) => service.forget(document.uri.toString())),
    workspace.onDidCloseNotebookDocument((notebook) => service.forget(notebook.uri.toString())),
    workspace.onDidOpenTextDocument(showVisible),
    importedFiles,
    importedFiles.onDidChange(fileChanged),
    importedFiles.onDidCreate(fileChanged),
    importedFiles.onDidDelete(fileChanged),
  );
}

function analyzeVisible(service: AnalysisService): void {
  for (const subject of visibleSubjects()) {
    if (service.stateOf(subject.key) !== 'unknown') continue;
    if (settingsFor(subject.uri).run !== 'manual') service.schedule(subject.key, 0);
  }
}

function textChanged(service: AnalysisService, event: vscode.TextDocumentChangeEvent): void {
  if (event.contentChanges.length === 0) return;
  const subject = subjectOf(event.document);
  if (subject) {
    if (service.last(subject.key)) service.edits.note(event);
    changed(service, subject);
  }
  reanalyzeImporters(service, event.document.uri.toString());
}

/** Cells that were added, removed, moved or given another language; typing within a cell has its own event. */
function notebookChanged(service: AnalysisService, event: vscode.NotebookDocumentChangeEvent): void {
  const { notebook, contentChanges } = event;
  if (contentChanges.length === 0) return;
  const subject = subjectOfNotebook(notebook);
  if (!subject) service.forget(notebook.uri.toString());
  else if (!service.current(subject)) changed(service, subject);
}

function changed(service: AnalysisService, subject: Subject): void {
  service.markStale(subject.key);
  const { run, delay } = settingsFor(subject.uri);
  if (run === 'onType') service.schedule(subject.key, delay);
}

function saved(service: AnalysisService, subject: Subject | null): void {
  if (subject && settingsFor(subject.uri).run === 'onSave') service.schedule(subject.key, 0);
}

function reanalyzeImporters(service: AnalysisService, changedUri: string): void {
  for (const { subject, dependencies } of service.all) {
    if (subject.key === changedUri || !dependencies.has(changedUri)) continue;
    service.invalidate(subject.key);
    const { run, delay } = settingsFor(subject.uri);
    if (run === 'onType') service.schedule(subject.key, delay);
  }
}
