// Tests of pages whose commands are run, in a home and with a `truss` that are gone afterwards.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { afterAll, beforeAll, test } from 'vitest';

import { homeVariables } from '../support/temporary-home.ts';
import { tryPage } from './try-page.ts';

const root = resolve(import.meta.dirname, '../..');

/** A test for each page of these patterns: what it tells people to type is typed, from the first block to the last. */
export function tryPages(patterns: readonly string[]): void {
  const pages = execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  let base = '';
  let bin = '';
  beforeAll(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'truss-pages-')));
    bin = join(base, 'bin');
    mkdirSync(bin);
    const truss = `exec '${join(root, 'node_modules/.bin/node')}' '${join(root, 'src/cli/main.ts')}' "$@"`;
    writeFileSync(join(bin, 'truss'), `#!/bin/sh\n${truss}\n`, { mode: 0o755 });
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test.each(pages)('%s does what it says', { timeout: 300_000 }, async (page) => {
    const scratch = mkdtempSync(join(base, 'page-'));
    if (page.startsWith('examples/')) {
      cpSync(join(root, 'examples'), join(scratch, 'work/examples'), { recursive: true });
    }
    const variables = homeVariables(join(base, 'home'));
    await tryPage(join(root, page), scratch, {
      path: [bin, dirname(variables.TRUSS_PYTHON), process.env['PATH'] ?? ''],
      variables: { ...variables },
    });
  });
}
