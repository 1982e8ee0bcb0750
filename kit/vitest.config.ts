import { defineConfig } from 'vitest/config';
import { frontEndTests } from './src/testing/vitest-preset.ts';

export default defineConfig({
  test: {
    projects: [
      { ...frontEndTests, test: { ...frontEndTests.test, name: 'pages' } },
      { test: { name: 'tools', include: ['{build,cli}/**/*.test.ts'] } },
    ],
  },
});
