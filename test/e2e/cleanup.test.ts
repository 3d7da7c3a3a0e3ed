// `truss cleanup`: what can go goes, and trusses work afterwards.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
const home = join(dirname(scenario.directory), 'home');
beforeAll(async () => {
  scenario.write(echoTruss('echo'));
  await scenario.run(['secret', 'set', 'api_key'], { input: 'hunter2' });
  await scenario.run(['env', 'create', 'echo']);
});
afterAll(() => scenario.close());

function normalise(text: string): string {
  return scenario
    .normalise(text)
    .replaceAll(/py3\d+-[0-9a-f]+/g, 'ENVIRONMENT')
    .replaceAll(/\d[\d.]* [kM]?B/g, 'SIZE')
    .replaceAll(/ {2,}/g, '  ');
}

it('says what would go, and removes nothing', async () => {
  const { code, stdout } = await scenario.run(['cleanup', '--days', '0', '--dry-run']);
  expect(code).toBe(0);
  expect(normalise(stdout)).toContain('HOME/envs/ENVIRONMENT  SIZE  not used for 0 days\n');
  expect(normalise(stdout)).toContain('\nWould free SIZE\n');
  expect(readdirSync(join(home, 'envs'))).toHaveLength(1);
});

it('keeps environments that were just used', async () => {
  const { stdout } = await scenario.run(['cleanup', '--envs', '--json']);
  const { removed, bytes, dryRun } = JSON.parse(stdout) as {
    removed: { kind: string }[];
    bytes: number;
    dryRun: boolean;
  };
  expect(new Set(removed.map(({ kind }) => kind))).toEqual(new Set(['cache']));
  expect(bytes).toBeGreaterThan(0);
  expect(dryRun).toBe(false);
  expect((await scenario.run(['cleanup'])).stdout).toBe('There is nothing to remove.\n');
});

it('removes what is asked for, and the truss still answers', async () => {
  const { code, stdout } = await scenario.run(['cleanup', '--days', '0']);
  expect(code).toBe(0);
  expect(normalise(stdout)).toContain('✔ Freed SIZE\n');
  expect(readdirSync(join(home, 'envs'))).toEqual([]);
  expect((await scenario.run(['secret', 'list'])).stdout).toBe('api_key\n');
  const { stdout: answer } = await scenario.run(['predict', 'echo', '-d', '{"inputs": [1]}']);
  expect(answer).toBe('{"predictions":[1]}\n');
});
