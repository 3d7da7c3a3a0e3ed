// `truss deploy render`: what is written, for whom, and what is said where something is missing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const CONFIG = `model_name: Echo
secrets: {token: null}
deploy:
  namespace: ml
  stages:
    production: {namespace: ml-prod, replicas: 3}
`;

beforeAll(() => {
  scenario.write({
    ...echoTruss('echo', { 'config.yaml': CONFIG }),
    ...echoTruss('other', { 'config.yaml': '{}\n' }),
  });
});

const render = (...words: string[]) => scenario.run(['deploy', 'render', ...words]);

describe('truss deploy render', () => {
  it('prints the same bytes each time', async () => {
    const first = await render('echo', '--image', 'r/echo:1');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const kinds = parseAllDocuments(first.stdout).map((document) => String(document.get('kind')));
    expect(kinds).toEqual(expect.arrayContaining(['Service', 'Deployment']));
    expect((await render('echo', '--image', 'r/echo:1')).stdout).toBe(first.stdout);
  });

  it('heeds the stage, and what is said as an option before both', async () => {
    const { stdout } = await render('echo', '--image', 'r/echo:1', '--stage', 'production');
    expect(stdout).toContain('name: echo-production\n  namespace: ml-prod\n');
    expect(stdout).toContain('replicas: 3\n');
    expect(stdout).toContain('- name: TRUSS_STAGE\n              value: production\n');
    const said = await render('echo', '--image', 'r/echo:1', '-s', 'production', '-n', 'mine', '--replicas', '5');
    expect(said.stdout).toContain('namespace: mine\n');
    expect(said.stdout).toContain('replicas: 5\n');
  });

  it('writes a file for each object', async () => {
    const { stdout, stderr, code } = await render('echo', '--image', 'r/echo:1', '-o', 'k8s');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Wrote \d+ files to k8s/)]);
    expect(stderr).toContain('kubectl apply --server-side --filename k8s');
    const directory = join(scenario.directory, 'k8s');
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['echo-deployment.yaml', 'echo-service.yaml']));
    const text = readFileSync(join(directory, 'echo-deployment.yaml'), 'utf8');
    expect(text).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
  });

  it('wants an image for each of several', async () => {
    const { code, stderr } = await render('echo', 'other', '--image', 'echo=r/echo:1');
    expect([code, stderr]).toEqual([2, expect.stringContaining('It is not said which image other has.')]);
    const both = await render('echo', 'other', '--image', 'echo=r/echo:1', '--image', 'other=r/other:1');
    expect(both.stdout).toMatch(/image: r\/echo:1\n[\s\S]*image: r\/other:1\n/);
  });

  it('says which stages there are', async () => {
    const { code, stderr } = await render('echo', '--image', 'r/echo:1', '--stage', 'prodution');
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean production?')]);
  });

  it('says which target cannot do what, and what to do', async () => {
    scenario.write(echoTruss('sleepy', { 'config.yaml': 'deploy: {replicas: {min: 0, max: 2}}\n' }));
    const { code, stderr } = await render('sleepy', '--image', 'r/echo:1');
    expect([code, stderr]).toEqual([1, expect.stringContaining('no pod is left to notice a request')]);
    expect(stderr).toContain('or take KServe with Knative');
  });

  it('shares out requests between two versions', async () => {
    scenario.write(echoTruss('routed', { 'config.yaml': 'deploy: {route: {gateway: public}}\n' }));
    const words = ['--canary-image', 'r/echo:2', '--canary-percent', '20'];
    const { stdout } = await render('routed', '--image', 'r/echo:1', ...words);
    expect(stdout).toMatch(
      /name: routed\n +port: 80\n +weight: 80\n +- name: routed-canary\n +port: 80\n +weight: 20\n/,
    );
  });

  it('writes for KServe, and for one machine', async () => {
    const { stdout } = await render('echo', '--image', 'r/echo:1', '--target', 'kserve');
    expect(stdout).toMatch(/^apiVersion: serving\.kserve\.io\/v1beta1\nkind: InferenceService\n/);
    const compose = await render(
      'echo',
      'other',
      '--image',
      'echo=r/echo:1',
      '--image',
      'other=r/o:1',
      '-t',
      'compose',
    );
    expect(compose.stdout).toMatch(/^services:\n {2}echo:\n {4}image: r\/echo:1\n/);
  });

  it('takes no unknown field below deploy, and says where it stands', async () => {
    scenario.write(echoTruss('odd', { 'config.yaml': 'deploy:\n  replcas: 3\n  stages:\n    a: {namspace: x}\n' }));
    const { code, stderr } = await render('odd', '--image', 'r/echo:1');
    expect(code).toBe(1);
    expect(stderr).toContain('deploy.replcas is not a known key');
    expect(stderr).toContain('Did you mean replicas?');
    expect(stderr).toContain('deploy.stages.a.namspace is not a known key');
    expect(stderr).toMatch(/config\.yaml:2:3/);
  });
});
