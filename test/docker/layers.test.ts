// Equal trusses make equal layers, whoever builds them, where, when and how; and so does a plain `docker build` of what is written.
import { chmodSync, chownSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

/** A truss with something in every layer. `mark`: it was not built before. */
const files = (mark: string): readonly (readonly [string, string])[] => [
  ['config.yaml', 'model_name: Same\nrequirements: [six==1.17.0]\n'],
  ['model/model.py', 'class Model:\n    def predict(self, request):\n        return request\n'],
  ['model/ä ö.py', ''],
  ['model/I.py', ''],
  ['model/i.py', ''],
  ['packages/own/__init__.py', ''],
  ['data/mark.txt', mark],
  ['data/run.sh', '#!/bin/sh\n'],
  ['notes.md', 'x'],
];

describe.skipIf(!hasDocker)('layers of images', () => {
  const [one, other] = [new TrussScenario(), new TrussScenario()];
  const bench = new DockerBench();
  const layersOf = async (name: string): Promise<unknown> =>
    JSON.parse(await bench.run('image', 'inspect', '--format', '{{json .RootFS.Layers}}', bench.tag(name)));

  beforeAll(async () => {
    one.write(Object.fromEntries(files(bench.mark).map(([path, text]) => [`same/${path}`, text])));
    const reversed = files(bench.mark).toReversed();
    other.write(Object.fromEntries(reversed.map(([path, text]) => [`far/away/same/${path}`, text])));
    const far = join(other.directory, 'far/away/same');
    mkdirSync(join(far, 'data/empty'), { mode: 0o700 });
    mkdirSync(join(one.directory, 'same/data/empty'));
    chmodSync(join(one.directory, 'same/data/run.sh'), 0o755);
    chmodSync(join(far, 'data/run.sh'), 0o711);
    for (const [path] of reversed) {
      if (process.getuid?.() === 0) chownSync(join(far, path), 12_345, 54_321);
      utimesSync(join(far, path), 1_000_000_000, 1_000_000_000);
    }
    const built = await one.run(['image', 'build', 'same', '--tag', bench.tag('one'), '--json']);
    expect(built.code, built.stderr).toBe(0);
  }, 600_000);
  afterAll(async () => {
    await bench.close();
    await one.close();
    await other.close();
  });

  it('are equal from another directory, owner, time, umask, locale and order of files, with nothing cached', async () => {
    const words = ['image', 'build', 'far/away/same', '--tag', bench.tag('other'), '--no-cache', '--json'];
    const through = ['sh', '-c', 'umask 077; exec "$@"', 'sh'];
    const { code, stderr } = await other.run(words, {
      through,
      env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'C', TZ: 'Asia/Tokyo' },
    });
    expect(code, stderr).toBe(0);
    expect(await layersOf('other')).toEqual(await layersOf('one'));
  });

  it('are those that plain docker build makes of a context', async () => {
    const { code, stderr } = await one.run(['image', 'context', 'out', 'same']);
    expect(code, stderr).toBe(0);
    vi.stubEnv('DOCKER_BUILDKIT', '1');
    await bench.run('build', '--quiet', '--tag', bench.tag('plain'), join(one.directory, 'out'));
    vi.unstubAllEnvs();
    expect(await layersOf('plain')).toEqual(await layersOf('one'));
  });
});
