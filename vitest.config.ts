import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    css: true,
    pool: 'threads',
    // One more than usual: the browser tests mostly wait for the browser.
    maxWorkers: '100%',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
