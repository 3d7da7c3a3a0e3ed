// A context of an image is written without an engine; what it does with files that take long, and with a folder of somebody's.
import { chmodSync, existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

it('ends at once with Ctrl-C while it reads a large file', async () => {
  scenario.write(echoTruss('large', { 'data/large.bin': '' }));
  // It has no blocks on the disk, and would take minutes to read.
  truncateSync(join(scenario.directory, 'large/data/large.bin'), 2 ** 38);
  const writing = scenario.start(['image', 'context', 'out', 'large']);
  await writing.untilPrinted(/Reading large files/);
  writing.signal('SIGINT');
  expect((await writing.ended).code).toBe(130);
});

it('goes on where one was not written to its end, and touches nothing else', async () => {
  scenario.write(echoTruss('small'));
  scenario.write({ 'begun/layers/old/file': 'x', 'own/layers/a': 'x', 'own/Dockerfile': 'x', 'own/notes.md': 'mine' });
  const write = (place: string) => scenario.run(['image', 'context', place, 'small', '--json']);
  expect(await write('begun')).toMatchObject({ code: 0 });
  expect(existsSync(join(scenario.directory, 'begun/layers/old'))).toBe(false);
  // Over itself.
  writeFileSync(join(scenario.directory, 'small/data.txt'), 'new');
  expect(await write('begun')).toMatchObject({ code: 0 });
  const refused = await write('own');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('PROJECT_TARGET_NOT_EMPTY');
  expect(readdirSync(join(scenario.directory, 'own')).toSorted()).toEqual(['Dockerfile', 'layers', 'notes.md']);
});

/** Root may read everything, unless it gives that up. */
const unprivileged = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

it.skipIf(process.platform !== 'linux')('names the file or the directory that may not be read', async () => {
  scenario.write(echoTruss('closed', { 'data/locked/a': 'x', 'data/secret.txt': 'x' }));
  for (const place of ['data/secret.txt', 'data/locked']) {
    chmodSync(join(scenario.directory, 'closed', place), 0o000);
    const { code, stdout } = await scenario.run(['image', 'context', 'out-closed', 'closed', '--json'], {
      through: unprivileged,
    });
    expect(code, stdout).toBe(1);
    const { error } = JSON.parse(stdout) as { readonly error: { readonly code: string; readonly message: string } };
    expect(error.code).toBe('FILE_UNREADABLE');
    expect(error.message).toContain(`closed/${place} cannot be read`);
    chmodSync(join(scenario.directory, 'closed', place), 0o755);
  }
});
