import { defineConfig } from 'vitest/config';

// The tests that need an engine of containers: scripts/run-tests.ts begins them beside all others.
export default defineConfig({
  test: {
    include: ['test/docker/**/*.test.ts'],
    // An image takes a minute where both processors are busy.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    env: { UV_PYTHON_DOWNLOADS: 'never' },
  },
});
