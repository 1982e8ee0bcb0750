import { defineConfig } from 'vitest/config';
import { isMutated, mutate } from './mutants/mutate.ts';

export default defineConfig({
  plugins: mutate(),
  test: {
    // What is kept of a run with a fault must not get into another one, nor the reverse.
    fsModuleCache: !isMutated(),
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/property-seed.ts'],
    env: { NODE_ENV: 'test' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
