/** Makes the pictures of the panel that the documentation shows: `npm run pictures`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/web/*.pictures.ts'], testTimeout: 60_000 } });
