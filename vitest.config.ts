import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) };

/** What is asked for again and again until it holds: a busy machine takes its time. */
const expect = { poll: { timeout: 15_000 } };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          globalSetup: './tests/support/global-setup.ts',
          include: [
            'src/**/*.test.{ts,tsx}',
            'tests/**/*.test.ts',
            'db/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['tests/{e2e,processes,faults}/**', 'node_modules/**'],
          expect,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          globalSetup: './tests/support/build.ts',
          setupFiles: './tests/e2e/setup.ts',
          include: ['tests/e2e/**/*.test.ts'],
          expect,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'processes',
          globalSetup: './tests/support/build.ts',
          include: ['tests/{processes,faults}/**/*.test.ts'],
          expect,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          // They kill, wait and measure: one after the other.
          maxWorkers: 1,
        },
      },
    ],
  },
});
