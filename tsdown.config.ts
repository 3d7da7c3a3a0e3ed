import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { UserConfig } from 'tsdown';
import { defineConfig } from 'tsdown';

import { asciiPlugin } from './scripts/release/ascii-plugin.ts';
import { noticesPlugin } from './scripts/release/licenses/notices-plugin.ts';
import { putOffPlugin } from './scripts/release/put-off-plugin.ts';
import { OLDEST_NODE } from './src/cli/node-version.ts';

const root = import.meta.dirname;

/** What all our bundles are: modules without node_modules, with the licences of what is built in. */
function bundle(name: string): UserConfig {
  return {
    name,
    outDir: `dist/${name}`,
    format: 'esm',
    // Neither the wheel nor an image has node_modules.
    deps: { alwaysBundle: /.*/, onlyBundle: false },
    plugins: [putOffPlugin(), asciiPlugin(), noticesPlugin(root, join(root, `dist/bundled/${name}.json`))],
    outExtensions: () => ({ js: '.mjs' }),
    dts: false,
    // Names and lines stay readable: a stack in a bug report is worth more than the kilobytes.
    minify: false,
    clean: true,
    logLevel: 'warn',
    // It warns of the time that making declarations takes.
    checks: { pluginTimings: false },
  };
}

interface BundleParts {
  /** Of Python, for `python/` beside the bundle, where src/server/worker-script.ts looks first. */
  readonly packages: readonly string[];
  readonly more?: readonly string[];
}

/** What runs in Node, with the Python that it starts and with `more` files. */
function nodeBundle(name: string, { packages, more = [] }: BundleParts): UserConfig {
  return {
    ...bundle(name),
    platform: 'node',
    target: `node${OLDEST_NODE}`,
    // Of OpenTelemetry's packages the modules: nothing can be left out of their CommonJS, of which they need a third.
    inputOptions: { resolve: { mainFields: ['module', 'main'] } },
    onSuccess: async ({ outDir }) => {
      for (const folder of packages) {
        await cp(join('python/src', folder), join(outDir, 'python', folder), {
          recursive: true,
          filter: (path) => !path.endsWith('__pycache__'),
        });
      }
      for (const file of more) await cp(file, join(outDir, basename(file)));
      // `npm run build` has made it before.
      await cp('dist/playground', join(outDir, 'ui'), { recursive: true });
    },
  };
}

export default defineConfig([
  // The command line and everything behind it. The wheel carries it as truss/_engine, beside the package truss_worker.
  {
    ...nodeBundle('engine', { packages: ['truss_worker', 'truss_converter'] }),
    // A thread has a module of its own to begin with.
    entry: { cli: 'src/cli/main.ts', 'bench-sender': 'src/host/bench/sender-main.ts' },
  },
  // What an image starts: the server of one truss, without command line and toolchain. src/host/image/README.md goes with it.
  {
    ...nodeBundle('image', { packages: ['truss_worker'], more: ['src/host/image/README.md'] }),
    entry: {
      image: 'src/host/image-main.ts',
      health: 'src/host/image-health.ts',
      weights: 'src/host/image-weights-main.ts',
      router: 'src/host/image-router-main.ts',
    },
  },
  // What the npm package exports: the client, with its types.
  { ...bundle('sdk'), entry: { index: 'src/index.ts' }, platform: 'neutral', target: 'es2024', dts: true },
]);
