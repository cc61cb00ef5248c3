/** The tests in a real VS Code, one window after the other on one shared server. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/editor/**/*.e2e.ts'],
    globalSetup: ['test/support/shared-server.ts'],
    fileParallelism: false,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
