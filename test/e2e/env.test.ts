// `truss env`: the environments that trusses run in.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
beforeAll(() => scenario.write({ ...echoTruss('one'), ...echoTruss('two') }));
afterAll(() => scenario.close());

/** A text without the names of environments, which are hashes. */
function normalise(text: string): string {
  return scenario
    .normalise(text)
    .replaceAll(/py3\d+-[0-9a-f]+(\/[0-9a-z]+)?/g, 'ENVIRONMENT')
    .replaceAll(/ +3\.\d+\.\d+ .*/g, '  3.X …')
    .replaceAll(/3\.\d+\.\d+$/gm, '3.X')
    .replaceAll(/(?<=[A-Z]) {2,}(?=[A-Z])/g, '  ');
}

describe('truss env', () => {
  it('path says that there is none yet, and how to make it', async () => {
    const { code, stdout, stderr } = await scenario.run(['env', 'path', 'one']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatchInlineSnapshot(`
      "✖ There is no such environment
        The environment of one is not built, or its requirements have changed since.
        → Build it: truss env create one
      "
    `);
  });

  it('create builds it once, and shares it', async () => {
    const first = await scenario.run(['env', 'create', 'one']);
    expect(first.code).toBe(0);
    expect(normalise(first.stdout + first.stderr)).toMatchInlineSnapshot(`
      "✔ Built the environment: Python 3.X
        HOME/envs/ENVIRONMENT
        locked by one/requirements.lock
      Making an environment of Python 3.X

      Next:
        truss serve one
      "
    `);
    const again = await scenario.run(['env', 'create', 'two', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ created: false });
  });

  it('path prints the directory and nothing else', async () => {
    const { code, stdout, stderr } = await scenario.run(['env', 'path'], { cwd: 'one' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(existsSync(join(stdout.trimEnd(), 'bin/python'))).toBe(true);
  });

  it('with a directory shows it', async () => {
    const { code, stdout } = await scenario.run(['env', 'one']);
    expect(code).toBe(0);
    expect(normalise(stdout)).toMatchInlineSnapshot(`
      "Python    3.X
      at        HOME/envs/ENVIRONMENT/bin/python
      lock      one/requirements.lock
      packages  none
      "
    `);
    expect((await scenario.run(['env', 'show', 'one'])).stdout).toBe(stdout);
  });

  it('list has it, and remove takes it away', async () => {
    const listed = await scenario.run(['env', 'list']);
    expect(normalise(listed.stdout)).toMatchInlineSnapshot(`
      "NAME  PYTHON  PACKAGES  SIZE  LAST USED
      ENVIRONMENT  3.X …
      "
    `);
    const removed = await scenario.run(['env', 'remove', '--all']);
    expect(normalise(removed.stdout).replace(/\(.*\)/, '(SIZE)')).toMatchInlineSnapshot(`
      "✔ Removed ENVIRONMENT (SIZE)
      "
    `);
    expect(JSON.parse((await scenario.run(['env', 'list', '--json'])).stdout)).toEqual({ environments: [] });
  });

  it('remove wants to know which', async () => {
    const { code, stderr } = await scenario.run(['env', 'remove']);
    expect(code).toBe(2);
    expect(stderr).toMatchInlineSnapshot(`
      "✖ The command was not used correctly
        No environment is named.
        → Name environments as \`truss env list\` shows them, or give --all.
      "
    `);
  });

  it('remove refuses a name that is none', async () => {
    const { code, stderr } = await scenario.run(['env', 'remove', '../work']);
    expect(code).toBe(1);
    expect(stderr).toMatchInlineSnapshot(`
      "✖ There is no such environment
        There is no environment ../work.
        → \`truss env list\` shows those that are there.
      "
    `);
    expect(existsSync(scenario.directory)).toBe(true);
  });
});
