// What the documents say must be true: their links lead somewhere, and the quickstart is the same wherever it stands.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** The fenced blocks of a language, without the fences. */
function snippets(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');
}

test.each(documents)('the links of %s lead to files', (name) => {
  const targets = [...read(name).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const broken = targets
    .filter((target) => !/^[a-z]+:|^#/.test(target))
    .filter((target) => !existsSync(join(root, dirname(name), target.split('#')[0] ?? '')));
  expect(broken).toEqual([]);
});

test("the README's quickstart is the notebook's", () => {
  const notebook = JSON.parse(read('docs/quickstart/quickstart.ipynb')) as {
    cells: { cell_type: string; source: string[] }[];
  };
  const code = notebook.cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source.join(''));
  const withoutRemarks = (text: string): string =>
    text
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trimEnd())
      .filter((line) => line !== '')
      .join('\n');
  expect(withoutRemarks(code.join('\n'))).toBe(withoutRemarks(snippets(read('README.md'), 'python')[0] ?? ''));
});

test('the README stays within 150 lines, the architecture within 230', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(151);
  expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(231);
});

test('every error code that Python uses is in the catalogue', async () => {
  const { catalogue } = await import('../../src/core/errors/catalogue.ts');
  const sources = execFileSync('git', ['ls-files', 'python/src/*.py'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  const prefixes = [...new Set(Object.keys(catalogue).map((code) => code.split('_')[0]))].join('|');
  const used = sources.flatMap((name) =>
    [...read(name).matchAll(new RegExp(`["']((?:${prefixes})_[A-Z_]+)["']`, 'g'))].map((match) => match[1] ?? ''),
  );
  expect(used.length).toBeGreaterThan(10);
  const unknown = used.filter((code) => !Object.hasOwn(catalogue, code));
  // A name of prometheus_client that begins like one of our areas.
  expect(unknown.filter((code) => code !== 'PLATFORM_COLLECTOR')).toEqual([]);
});
