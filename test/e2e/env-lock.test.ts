// `truss env lock`: what is written, what stays, what is upgraded.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { servePackageIndex } from '../support/package-index.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

interface Locked {
  readonly written: boolean;
  readonly packages: readonly string[];
  readonly changed: readonly { name: string; before: string | null; after: string | null }[];
}

const wheels = ['1.0', '2.0'].flatMap((version) => [
  { name: 'alpha', version },
  { name: 'beta', version },
]);

describe('truss env lock', () => {
  it('keeps versions until they shall be upgraded, and installs nothing', async () => {
    const index = await servePackageIndex({ wheels });
    const env = { UV_INDEX_URL: `http://${index}/simple`, UV_DEFAULT_INDEX: `http://${index}/simple` };
    const write = (...requirements: string[]): void =>
      scenario.write(echoTruss('echo', { 'config.yaml': `requirements: [${requirements.join(', ')}]\n` }));
    const lock = async (...words: string[]): Promise<Locked> => {
      const { stdout } = await scenario.run(['env', 'lock', 'echo', '--json', ...words], { env });
      return JSON.parse(stdout) as Locked;
    };

    write('alpha==1.0', 'beta==1.0');
    expect(await lock()).toMatchObject({ written: true, packages: ['alpha==1.0', 'beta==1.0'] });
    expect(await lock()).toMatchObject({ written: false, changed: [] });
    write('alpha', 'beta');
    expect(await lock()).toMatchObject({ written: true, packages: ['alpha==1.0', 'beta==1.0'], changed: [] });
    expect((await lock('--upgrade-package', 'Alpha')).changed).toEqual([
      { name: 'alpha', before: '1.0', after: '2.0' },
    ]);
    const { code, stdout, stderr } = await scenario.run(['env', 'lock', 'echo', '--upgrade'], { env });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^✔ Locked 2 packages for Python 3\.\d+: echo\/requirements\.lock\n {2}beta 1\.0 → 2\.0\n$/,
      ) as string,
    });
    expect(stderr).toContain('truss env create echo');
    expect(stderr).not.toContain('warning');
    expect((await scenario.run(['env', 'path', 'echo'])).code).toBe(1);
    expect(existsSync(join(scenario.directory, 'echo/requirements.lock'))).toBe(true);
  });

  it.each([
    // The probe of a Python, the reading of the code, uv's version, and its work; of an environment also the worker's packages.
    ['lock', 4],
    ['create', 7],
  ])('%s looks for a Python once, and at the code once', async (command, children) => {
    const notes = join(scenario.directory, `${command}-notes`);
    const noteReads = resolve(import.meta.dirname, '../support/note-reads.ts');
    const home = join(scenario.directory, `${command}-home`);
    const index = await servePackageIndex({ wheels });
    const env = { UV_DEFAULT_INDEX: `http://${index}/simple`, TRUSS_HOME: home, NOTED_READS: notes };
    scenario.write(echoTruss('cold', { 'config.yaml': 'requirements: [alpha]\n', 'requirements.lock': '' }));
    const run = await scenario.run(['env', command, 'cold'], {
      env: { ...env, NODE_OPTIONS: `--import=${noteReads}` },
    });
    expect(run).toMatchObject({ code: 0 });
    const noted = readFileSync(notes, 'utf8').trimEnd().split('\n');
    expect(noted.filter((line) => line.startsWith('spawn '))).toHaveLength(children);
    const cached = noted.filter((line) => line.startsWith(`read ${home}/cache/`));
    expect(cached).toHaveLength(2);
    // Before its turn comes, and when it has: another command may have written it.
    expect(noted.filter((line) => line.endsWith('/cold/requirements.lock'))).toHaveLength(2);
  });

  it.each([['lock'], ['create']])('%s leaves nothing half-made behind after Ctrl-C', async (command) => {
    // An index that never answers.
    const asked = Promise.withResolvers<void>();
    const index = createServer(() => asked.resolve());
    await new Promise<void>((done) => index.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      index.closeAllConnections();
      index.close();
    });
    const { port } = index.address() as AddressInfo;
    const name = `stopped-${command}`;
    scenario.write(echoTruss(name, { 'config.yaml': 'requirements: [alpha]\n' }));
    const running = scenario.start(['env', command, name], {
      env: { UV_DEFAULT_INDEX: `http://127.0.0.1:${port}/simple` },
    });
    await asked.promise;
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('✖ Interrupted');
    expect(readdirSync(join(scenario.directory, name)).toSorted()).toEqual(['config.yaml', 'model']);
    const { removed } = JSON.parse((await scenario.run(['cleanup', '--dry-run', '--json'])).stdout) as {
      removed: readonly { kind: string }[];
    };
    expect(removed.filter(({ kind }) => kind === 'temporary')).toEqual([]);
  });

  it('refuses to upgrade what is not locked', async () => {
    scenario.write(echoTruss('plain'));
    await scenario.run(['env', 'lock', 'plain']);
    const { code, stderr } = await scenario.run(['env', 'lock', 'plain', '--upgrade-package', 'nmpy,scpy']);
    expect(code).toBe(1);
    expect(stderr).toMatchInlineSnapshot(`
      "✖ The input of the command is not valid
        The lock of plain has no package nmpy and no scpy.
        → \`truss env show plain\` lists those that it has.
      "
    `);
  });
});
