/** The tests that need no VS Code: the core, the rules, the command line, the page and the project's own rules. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    isolate: false,
  },
});
