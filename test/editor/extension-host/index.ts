/** The entry that VS Code's extension host calls: runs the tests that need the API rather than the screen. */
import { runHostTests } from '../../support/extension-host-suite.ts';
import './activation.ts';
import './diagnostics.ts';

export function run(): Promise<void> {
  return runHostTests();
}
