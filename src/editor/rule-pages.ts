/** The pages that explain the rules: they ship with the extension and open as a Markdown preview, without a network. */
import * as vscode from 'vscode';

export const openRuleCommand = 'backpropLens.openRule';

/** Rule names are file names too, so nothing else may pass. */
const ruleName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A link that opens the rule's page from the Problems view and from a mark's hover. */
export function ruleLink(rule: string): vscode.Uri {
  return vscode.Uri.parse(`command:${openRuleCommand}?${encodeURIComponent(JSON.stringify([rule]))}`);
}

/** Opens the page of a rule beside the code; without a rule the user chooses one. */
export async function openRulePage(extensionUri: vscode.Uri, given: unknown): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'docs', 'rules');
  const rule = typeof given === 'string' ? given : await chooseRule(folder);
  if (rule === undefined) return;
  const page = vscode.Uri.joinPath(folder, `${rule}.md`);
  if (!ruleName.test(rule) || !(await exists(page))) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no page for the rule {0}.', rule));
    return;
  }
  await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
}

async function chooseRule(folder: vscode.Uri): Promise<string | undefined> {
  const files = await vscode.workspace.fs.readDirectory(folder);
  const rules = files.map(([name]) => name.replace(/\.md$/, '')).filter((name) => ruleName.test(name));
  return vscode.window.showQuickPick(rules.sort(), {
    placeHolder: vscode.l10n.t('Choose a rule to read about'),
  });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
