import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';

/** Vitest settings of every front-end workspace: jsdom with what antd needs, clean state between tests. */
export const frontEndTests: ViteUserConfig = {
  // Node cannot load antd's `es` files one by one; `lib` holds the same modules.
  resolve: { alias: [{ find: /^antd\/es\//, replacement: 'antd/lib/' }] },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: [fileURLToPath(new URL('./setup.ts', import.meta.url))],
    css: false,
    testTimeout: 20_000,
  },
};
