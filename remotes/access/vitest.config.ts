import { frontEndTests } from '@eoms/kit/testing/vitest-preset';
import { defineConfig } from 'vitest/config';

export default defineConfig(frontEndTests);
