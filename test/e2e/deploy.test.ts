// `truss deploy` up to the cluster: what is said where there is none, which one is meant, and what is never done without a question. What a
// real one does is looked at in test/cluster.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { homeVariables } from '../support/temporary-home.ts';
import type { TrussResult } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const kubeconfig = {
  'current-context': 'dev',
  clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1:6443' } }],
  contexts: [
    { name: 'dev', context: { cluster: 'c', namespace: 'ml' } },
    { name: 'prod-eu', context: { cluster: 'c' } },
  ],
};

/** A kubectl that knows of clusters, none of which answers. */
const KUBECTL = `#!/bin/sh
if [ "$1 $2" = "config view" ]; then echo '${JSON.stringify(kubeconfig)}'; exit; fi
echo "$@" >>"$ASKED"
echo 'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?' >&2
exit 1
`;

beforeAll(() => {
  scenario.write({
    ...echoTruss('echo', { 'config.yaml': 'model_name: Echo\ndeploy: {replicas: 2}\n' }),
    ...echoTruss('far', { 'config.yaml': 'model_name: Far\ndeploy: {namespace: elsewhere}\n' }),
    'bin/kubectl': KUBECTL,
    asked: '',
  });
  chmodSync(join(scenario.directory, 'bin/kubectl'), 0o755);
});

const image = ['--image', 'r/echo:1'];

const environment = {
  PATH: `${join(scenario.directory, 'bin')}:${process.env['PATH']}`,
  ASKED: join(scenario.directory, 'asked'),
};

function deploy(...words: readonly string[]): Promise<TrussResult> {
  return scenario.run(['deploy', ...words], { env: environment });
}

describe('truss deploy', () => {
  it('says which cluster and namespace it is about before it asks, and that nobody answers there', async () => {
    const { code, stderr } = await deploy('echo', ...image);
    expect(code).toBe(1);
    expect(stderr).toContain('Deploying echo in namespace ml of dev (https://10.0.0.1:6443)');
    expect(stderr).toContain('The cluster cannot be reached');
    expect(stderr).toContain('The connection to the server 10.0.0.1:6443 was refused');
  });

  it('asks nobody and does nothing where it looks like production and nobody can be asked', async () => {
    for (const words of [
      ['echo', ...image],
      ['rollback', 'echo'],
      ['scale', 'echo', '--replicas', '3'],
    ]) {
      const { code, stderr } = await deploy(...words, '--context', 'prod-eu');
      expect([code, stderr]).toEqual([1, expect.stringContaining('nobody can be asked')]);
      expect(stderr).toContain('namespace default of prod-eu (https://10.0.0.1:6443) looks like production');
    }
    const meant = await deploy('echo', ...image, '--context', 'prod-eu', '--yes');
    expect(meant.stderr).toContain('The cluster cannot be reached');
  });

  it.each([
    ['y', 'The cluster cannot be reached'],
    ['n', 'Nothing was done.'],
    ['', 'Nothing was done.'],
  ])('asks whoever sits at a terminal, and does what "%s" means', async (answer, said) => {
    const program = join(import.meta.dirname, '../support/in-terminal.py');
    const through = [homeVariables('').TRUSS_PYTHON, program, 'Go on?', answer];
    const words = ['deploy', 'echo', ...image, '--context', 'prod-eu'];
    const { stdout } = await scenario.run(words, { env: environment, through });
    expect(stdout).toContain('Deploying echo in namespace default of prod-eu (https://10.0.0.1:6443)');
    expect(stdout).toContain('That looks like production.');
    expect(stdout).toContain(said);
    expect(stdout.includes('cannot be reached')).toBe(answer === 'y');
  });

  it('asks no cluster for a dry run of the client', async () => {
    const { code, stdout, stderr } = await deploy('echo', ...image, '--dry-run', 'client');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Not asked of the cluster: echo in namespace ml of dev');
    expect(stdout).toMatch(/Deployment +echo/);
  });

  it('knows a context by its name alone', async () => {
    const { code, stderr } = await deploy('echo', ...image, '--context', 'prod-us');
    expect([code, stderr]).toEqual([1, expect.stringContaining('knows no context prod-us; it knows dev, prod-eu')]);
    expect(stderr).toContain('Did you mean prod-eu?');
  });

  it('wants a registry before it builds an image that no node could have', async () => {
    const { code, stderr } = await deploy('echo');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('Nodes pull images from a registry, and none is named'),
    ]);
    expect((await deploy('echo', '--registry', 'r')).stderr).toContain('The cluster cannot be reached');
  });

  it('takes trusses together only where they go to one namespace', async () => {
    const words = ['echo', 'far', '--image', 'echo=r/echo:1', '--image', 'far=r/far:1', '--dry-run', 'client'];
    const apart = await deploy(...words);
    expect([apart.code, apart.stderr]).toEqual([2, expect.stringContaining('for several namespaces')]);
    const together = await deploy(...words, '--namespace', 'mine', '--json');
    expect(JSON.parse(together.stdout)).toMatchObject({
      namespace: 'mine',
      deployments: [
        { name: 'echo', url: 'http://echo.mine.svc' },
        { name: 'far', url: 'http://far.mine.svc' },
      ],
    });
  });

  it('says what is missing where there is no kubectl', async () => {
    const empty = join(scenario.directory, 'empty');
    scenario.write({ 'empty/x': '' });
    const { code, stderr } = await scenario.run(['deploy', 'list'], { env: { PATH: empty } });
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no kubectl on the PATH')]);
  });
});
