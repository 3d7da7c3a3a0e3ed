// `truss deploy --target compose`: what Docker is asked to run on this machine, without an engine: a client that writes down what it was asked.
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';

import { echoTruss } from '../support/echo-truss.ts';
import type { TrussResult } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const DOCKER = `#!/bin/sh
if [ "$1" = version ]; then echo '{"Client":{"Version":"28.0.0"},"Server":{"Version":"28.0.0","Os":"linux","Arch":"amd64"}}'; exit; fi
if [ "$1" = buildx ]; then echo 'github.com/docker/buildx v0.20.0'; exit; fi
if [ "$1" != compose ]; then echo "what is $1?" >&2; exit 1; fi
if [ -n "$NO_COMPOSE" ]; then echo "docker: 'compose' is not a docker command." >&2; exit 1; fi
printf '%s\\n' "$*" "key=$TRUSS_SECRET_key" >"$ASKED"
if [ -n "$TAKEN" ]; then echo 'Error response from daemon: driver failed programming external connectivity on endpoint echo-echo-1 (0a): Bind for 127.0.0.1:8080 failed: port is already allocated' >&2; exit 1; fi
if [ -n "$UNHEALTHY" ]; then echo 'container echo-echo-1 is unhealthy' >&2; exit 1; fi
`;

beforeAll(() => {
  scenario.write({
    ...echoTruss('echo', { 'config.yaml': 'model_name: Echo\nsecrets: {key: null}\n' }),
    'bin/docker': DOCKER,
  });
  chmodSync(join(scenario.directory, 'bin/docker'), 0o755);
});

const asked = join(scenario.directory, 'asked');

function deploy(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<TrussResult> {
  const PATH = `${join(scenario.directory, 'bin')}:${process.env['PATH']}`;
  const all = ['deploy', 'echo', '--target', 'compose', '--image', 'r/echo:1', ...words];
  return scenario.run(all, { env: { PATH, ASKED: asked, ...env } });
}

it('wants the secrets of this machine before anything runs', async () => {
  const { code, stderr } = await deploy([]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('This machine has no value of key')]);
  expect((await scenario.run(['secret', 'set', 'key'], { input: 'hunter2' })).code).toBe(0);
});

it('runs a compose file until it is healthy, and says where it answers and how it is looked after', async () => {
  const { code, stdout, stderr } = await deploy(['--stage', 'dev', '--timeout', '90s', '--json']);
  expect(code, stderr).toBe(0);
  const { file, project, deployments } = JSON.parse(stdout) as Readonly<Record<string, string>>;
  expect(project).toBe('echo-dev');
  const served = { name: 'echo-dev', model: 'echo', image: 'r/echo:1', url: 'http://127.0.0.1:8080', ready: true };
  expect(deployments).toEqual([served]);
  const [words, key] = readFileSync(asked, 'utf8').split('\n');
  expect(words).toBe(
    `compose --project-name echo-dev --file ${file} up --detach --remove-orphans --wait --wait-timeout 90`,
  );
  expect(key).toBe('key=hunter2');
  const text = readFileSync(file ?? '', 'utf8');
  expect(text).not.toContain('hunter2');
  expect(parse(text)).toMatchObject({
    services: {
      'echo-dev': { image: 'r/echo:1', ports: ['127.0.0.1:8080:8080'], environment: { TRUSS_STAGE: 'dev' } },
    },
  });
  const shown = await deploy([]);
  expect(shown.stdout).toContain('http://127.0.0.1:8080');
  expect(shown.stderr).toContain('docker compose --project-name echo logs --follow');
});

it('says what a container, or the lack of a plugin, keeps from running', async () => {
  const unhealthy = await deploy([], { UNHEALTHY: '1' });
  expect([unhealthy.code, unhealthy.stderr]).toEqual([
    1,
    expect.stringContaining('container echo-echo-1 is unhealthy'),
  ]);
  const taken = await deploy([], { TAKEN: '1' });
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('--port')]);
  const without = await deploy([], { NO_COMPOSE: '1' });
  expect([without.code, without.stderr]).toEqual([1, expect.stringContaining('has no `compose`')]);
});

it('passes over nothing that is for a cluster', async () => {
  const { code, stderr } = await deploy(['--namespace', 'ml']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--namespace is for a cluster')]);
});

it('begins at another port, or puts all behind one; what is so anyway may be said', async () => {
  const { code, stdout, stderr } = await deploy(['--port', '9000', '--one-port', '--wait', '--json']);
  expect(code, stderr).toBe(0);
  const { file, deployments } = JSON.parse(stdout) as { readonly file: string; readonly deployments: unknown };
  expect(deployments).toMatchObject([{ url: 'http://127.0.0.1:9000', ready: true }]);
  const { services } = parse(readFileSync(file, 'utf8')) as { readonly services: Readonly<Record<string, object>> };
  expect(services).toMatchObject({ router: { ports: ['127.0.0.1:9000:8080'], command: ['echo=echo:8080'] } });
  expect(services['echo']).not.toHaveProperty('ports');
});

it('has a router in one of its images, or says that there is none', async () => {
  const taken =
    'docker_server: {no_build: true, server_port: 8000, predict_endpoint: /p, readiness_endpoint: /r, liveness_endpoint: /l}\n';
  scenario.write(echoTruss('taken', { 'config.yaml': `base_image: {image: r/taken:1}\n${taken}` }));
  const words = ['deploy', 'render', 'taken', '--image', 'r/taken:1', '--target', 'compose', '--one-port'];
  const { code, stderr } = await scenario.run(words);
  expect([code, stderr]).toEqual([1, expect.stringContaining('No image of these trusses has our server')]);
});
