// Builds the playground into dist/playground: a page, a script and a style, whose names hold a hash, each compressed with gzip and with
// brotli. That takes a second here, and no server has to do it again.
//
//   node scripts/build-playground.ts
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { build } from 'vite';

import { NOTICES, noticesPlugin } from './release/licenses/notices-plugin.ts';

const root = resolve(import.meta.dirname, '..');
const outDir = join(root, 'dist/playground');

const built = await build({
  configFile: false,
  root: join(root, 'src/playground'),
  // Beside the page, wherever a proxy puts it.
  base: './',
  logLevel: 'warn',
  publicDir: false,
  plugins: [noticesPlugin(root, join(root, 'dist/bundled/playground.json'))],
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: '',
    target: ['chrome123', 'firefox128', 'safari17.5'],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});

const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
for (const { fileName } of outputs) {
  if (fileName === NOTICES) continue;
  const path = join(outDir, fileName);
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  // What no browser asks for would be the largest part of it.
  rmSync(path);
}
