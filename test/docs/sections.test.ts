// The list of the documentation's pages: whoever adds a page names it there, or nobody finds it.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { sections } from '../../scripts/site/sections.ts';

const root = resolve(import.meta.dirname, '../..');
const written = execFileSync('git', ['ls-files', 'docs/**/*.md', 'examples/**/README.md'], {
  cwd: root,
  encoding: 'utf8',
});

test('every page stands in the list of pages (scripts/site/sections.ts), once', () => {
  const listed = sections.flatMap(({ pages }) => pages.map(({ file }) => file));
  expect(
    written
      .trim()
      .split('\n')
      .filter((file) => !listed.includes(file)),
  ).toEqual([]);
  expect(listed.toSorted()).toEqual([...new Set(listed)].toSorted());
});
