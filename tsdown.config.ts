import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig } from 'tsdown';

// The engine: the command line and everything behind it, without node_modules. The wheel carries it as truss/_engine, beside the
// package truss_worker; the npm package has the worker in `python/`, where src/server/worker-script.ts looks first.
export default defineConfig({
  entry: { cli: 'src/cli/main.ts' },
  outDir: 'dist/engine',
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  // Neither the wheel nor an image has node_modules.
  deps: { alwaysBundle: /.*/, onlyBundle: false },
  // The bundler gives its CommonJS form a function and a constant of one name; what requires it (prom-client) then fails.
  alias: { '@opentelemetry/api': join(import.meta.dirname, 'node_modules/@opentelemetry/api/dist/index.mjs') },
  outExtensions: () => ({ js: '.mjs' }),
  dts: false,
  // Names and lines stay readable: a stack in a bug report is worth more than the kilobytes.
  minify: false,
  clean: true,
  logLevel: 'warn',
  onSuccess: ({ outDir }) =>
    cp('python/src/truss_worker', join(outDir, 'python/truss_worker'), {
      recursive: true,
      filter: (path) => !path.endsWith('__pycache__'),
    }),
});
