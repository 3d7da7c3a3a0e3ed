// Writes the files that are made from definitions in the code; with --check, fails where one is not current.
//
//   node scripts/generate.ts [--check]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { grafanaDashboard } from '../src/core/metrics/dashboard/dashboard.ts';
import { generateProtocolCode } from './generate-protocol-code.ts';
import { renderCliReference } from './reference/render-cli-reference.ts';
import { renderConfigReference } from './reference/render-config-reference.ts';
import { renderConfigSchema } from './reference/render-config-schema.ts';
import { renderErrorsReference } from './reference/render-errors-reference.ts';
import { renderImageReadme } from './reference/render-image-readme.ts';
import { renderLlmsText } from './reference/render-llms-text.ts';
import { renderPythonReference } from './reference/render-python-reference.ts';
import { renderPythonVersion } from './release/render-python-version.ts';
import { renderQuestions } from './site/render-questions.ts';

const root = resolve(import.meta.dirname, '..');

const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/grafana/truss.json': () => `${JSON.stringify(grafanaDashboard(), null, 2)}\n`,
  'docs/how-to/index.md': renderQuestions,
  'docs/reference/cli.md': renderCliReference,
  'docs/reference/config.md': renderConfigReference,
  'docs/reference/errors.md': renderErrorsReference,
  'docs/reference/python.md': renderPythonReference,
  'llms.txt': renderLlmsText,
  'python/src/truss/_version.py': renderPythonVersion,
  'src/host/image/README.md': renderImageReadme,
  'schema/config.schema.json': renderConfigSchema,
};

/** What one program writes as several files. */
async function renderAll(): Promise<[string, string][]> {
  const texts: [string, string][] = Object.entries(generateProtocolCode());
  for (const [name, render] of Object.entries(generated)) texts.push([name, await render()]);
  return texts;
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [name, text] of await renderAll()) {
  const path = join(root, name);
  if (current(path) === text) continue;
  stale.push(name);
  if (check) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${name}`);
}
if (check && stale.length > 0) {
  console.log(`not current: ${stale.join(', ')} (npm run generate)`);
  process.exitCode = 1;
}
