/** The tests that need no VS Code: the core, the rules, the command line, the page and the project's own rules. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    isolate: false,
    // A machine with little to spare takes its time; a test that hangs still ends.
    testTimeout: 20_000,
  },
});
