import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,test,scripts,bench}/**/*.test.ts'],
    // They need an engine of containers, a cluster, or the built site: vitest.docker.config.ts, vitest.cluster.config.ts, vitest.site.config.ts.
    exclude: [...configDefaults.exclude, 'test/docker/**', 'test/cluster/**', 'test/site/**'],
    // Real processes start in the tests, on two cores: patience costs nothing when all is well.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    // No test fetches a Python from the network.
    env: { UV_PYTHON_DOWNLOADS: 'never' },
  },
});
