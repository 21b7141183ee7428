/** `npm run test:long`. */
import { defineConfig } from 'vitest/config';
import { LONG } from './files.ts';

export default defineConfig({
  test: {
    include: LONG,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    isolate: false,
    maxWorkers: '100%',
  },
});
