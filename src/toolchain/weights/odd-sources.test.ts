// What sources may have, and what they may be up to.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { HubServer } from '../../../test/support/hub-server.ts';
import { serveHub } from '../../../test/support/hub-server.ts';
import { temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { openProject } from '../project/open/open-project.ts';
import { pullWeights } from './pull-weights.ts';

const home = useTemporaryHome();
let hub: HubServer;

beforeAll(async () => void (hub = await serveHub()));
afterAll(() => hub.close());

/** The files that a model is given of a source, by their paths. */
async function pulled(source: string): Promise<Record<string, string>> {
  const config = `weights: [{source: ${JSON.stringify(source)}, mount_location: ${home()}/mounts/x}]\n`;
  const project = await openProject(temporaryTruss({ 'config.yaml': config, 'model/model.py': '' }));
  const variables = { HF_ENDPOINT: hub.url, HF_HOME: join(home(), 'hf') };
  const signal = AbortSignal.timeout(60_000);
  const options = { frozen: false, offline: false, variables, progress: () => undefined, signal };
  const { weights } = await pullWeights(project, options);
  const path = weights[0]?.here.path ?? '';
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const whole = join(parentPath, name);
      return [whole.slice(path.length + 1), readFileSync(whole, 'utf8')];
    }),
  );
}

describe('a repository', () => {
  test.each([
    [{ '../../evil.txt': 'evil' }, /names a file "..\/..\/evil.txt", which would lie outside of its folder/],
    [{ '/evil.txt': 'evil' }, /names a file "\/evil.txt"/],
    [{ a: 'file', 'a/b': 'in it' }, /has both a file a and a file a\/b/],
  ])('whose files cannot lie in one folder is refused, and nothing written: %j', async (files, message) => {
    hub.push('org/odd', { files });
    await expect(pulled('hf://org/odd')).rejects.toMatchObject({
      code: 'WEIGHTS_NAMES_CLASH',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('ignore_patterns of weights[0]'),
    });
    expect([join(home(), 'evil.txt'), join(home(), 'weights/evil.txt'), '/evil.txt'].filter(existsSync)).toEqual([]);
  });

  test('may call its files as it likes', async () => {
    const files = {
      'ü [1] %25#?&+.bin': 'odd',
      'sub/ a \\b': 'blank',
      '..c': 'dots',
      '$(x)`y`': 'shell',
      '-rf': 'dash',
    };
    hub.push('org/names', { files: { ...files, 'Model.bin': 'upper', 'model.bin': 'lower' } });
    expect(await pulled('hf://org/names')).toMatchObject(files);
  });

  test('whose hub is away for a moment is listed all the same', async () => {
    hub.push('org/away', { files: { a: 'here' } });
    const away = { kind: 'status', status: 503, headers: { 'retry-after': '0' } } as const;
    hub.fault('/api/models/org/away', away, away, { ...away, status: 429 });
    expect(await pulled('hf://org/away')).toEqual({ a: 'here' });
  });
});

describe('a directory', () => {
  test('is followed through links, and has what is a file', async () => {
    const root = temporaryTruss({ 'real/a.bin': 'a', 'other/b.bin': 'b' });
    symlinkSync(join(root, 'other'), join(root, 'real/linked'));
    symlinkSync(join(root, 'other/b.bin'), join(root, 'real/c.bin'));
    symlinkSync(root, join(root, 'real/back'));
    symlinkSync(join(root, 'real'), join(root, 'real/self'));
    execFileSync('mkfifo', [join(root, 'real/pipe')]);
    mkdirSync(join(root, 'real/empty'));
    expect(await pulled(`file://${root}/real`)).toEqual({
      'a.bin': 'a',
      'linked/b.bin': 'b',
      'c.bin': 'b',
      'back/other/b.bin': 'b',
    });
  });

  test('with a link to nowhere is refused, with its name', async () => {
    const root = temporaryTruss({ 'a.bin': 'a' });
    symlinkSync(join(root, 'nowhere'), join(root, 'b.bin'));
    await expect(pulled(`file://${root}`)).rejects.toMatchObject({
      code: 'WEIGHTS_NOT_FOUND',
      message: `There is no ${root}/b.bin.`,
    });
  });
});

test('addresses that differ only in what may be a secret are not taken for one', async () => {
  const sources = ['a', 'b'].map((key) => `{source: "${hub.url}/file?key=${key}", mount_location: /models/${key}}`);
  const directory = temporaryTruss({ 'config.yaml': `weights: [${sources.join(', ')}]\n`, 'model/model.py': '' });
  const options = { frozen: false, offline: false, progress: () => undefined, signal: AbortSignal.timeout(60_000) };
  const error: unknown = await openProject(directory)
    .then((project) => pullWeights(project, options))
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('weights[0] and weights[1]'),
  });
  expect(String(error)).not.toContain('key=');
});
