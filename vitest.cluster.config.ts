import { defineConfig } from 'vitest/config';

// The tests that need a cluster and an engine of containers: scripts/run-tests.ts builds a Kubernetes for them beside all others.
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: 'test/cluster/registry.ts',
    // An image takes a minute where both processors are busy, and a rollout waits for its probes.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 240_000, interval: 1000 } },
    // One cluster, and one thing at a time: what a test does to a node, all others would feel.
    maxWorkers: 1,
    env: { UV_PYTHON_DOWNLOADS: 'never' },
  },
});
