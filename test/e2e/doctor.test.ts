// `truss doctor`: what of this machine Truss uses.
import { afterAll, expect, it } from 'vitest';

import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

interface Told {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly status: string; readonly advice: string | null }[];
}

it('finds what tests need, and says what it is', async () => {
  const { code, stdout } = await scenario.run(['doctor']);
  expect(code).toBe(0);
  const names = stdout.split('\n').flatMap((line) => /^[✔!·] (\w+)/u.exec(line)?.[1] ?? []);
  expect(names).toEqual(['node', 'python', 'uv', 'home', 'disk', 'docker', 'gpu', 'toolkit', 'network']);
  expect(stdout).toContain(`✔ node     ${process.versions.node} (`);
});

it('ends with 1 where something is missing that is needed, and says what to do', async () => {
  const { code, stdout, stderr } = await scenario.run(['doctor', '--json'], { env: { TRUSS_UV: '/nowhere/uv' } });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const { ok, checks } = JSON.parse(stdout) as Told;
  expect(ok).toBe(false);
  expect(checks.find(({ name }) => name === 'uv')).toEqual({
    name: 'uv',
    needed: true,
    status: 'missing',
    found: 'TRUSS_UV names /nowhere/uv, which is no program.',
    advice: 'Correct TRUSS_UV, or unset it so that uv is looked for.',
  });
});
