// What somebody meets who types a command of 2022 or of the hosted platform.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { formerCommands } from '../../src/cli/former/former-commands.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
const examples = '- name: first\n  input: {inputs: [1]}\n  output: {predictions: [1]}\n';
beforeAll(() => scenario.write(echoTruss('echo', { 'examples.yaml': examples })));
afterAll(() => scenario.close());

describe('run-example', () => {
  it('--name calls the model with one example', async () => {
    const { code, stdout, stderr } = await scenario.run(['run-example', 'echo', '--name', 'first', '--local']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"predictions":[1]}\n' });
    expect(stderr).toContain('`truss run-example --name` is now `truss predict echo --example first`.');
  });

  it('may be typed as the documentation of 2022 has it', async () => {
    const { code, stdout } = await scenario.run(['run_example', 'echo', '--name', 'first', '--local']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"predictions":[1]}\n' });
    expect((await scenario.run(['build_context', 'out', 'echo'])).stderr).toContain(
      'is now `truss image context out echo`',
    );
    expect((await scenario.run(['run_nothing'])).stderr).toContain("Unknown command 'run_nothing'");
  });

  it('runs them all', async () => {
    const { code, stdout, stderr } = await scenario.run(['run-example', 'echo']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'note `truss run-example` is now `truss test echo`.\n' });
    expect(stdout).toContain('1 passed');
  });
});

it('migrate shows what config migrate shows', async () => {
  const { code, stdout, stderr } = await scenario.run(['migrate', 'echo']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'note `truss migrate` is now `truss config migrate echo`.\n' });
  expect(stdout).toBe((await scenario.run(['config', 'migrate', 'echo'])).stdout);
});

describe('what is not there', () => {
  it('is said with what to do instead, whatever follows the command', async () => {
    const { code, stdout, stderr } = await scenario.run(['push', 'echo', '--remote', 'x', '--publish', '--tail']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatchInlineSnapshot(`
      "✖ This Truss has no such command
        \`truss push\` deploys to a hosted platform. This Truss runs models on your own machines.
        → Serve it yourself: truss serve <directory>
      "
    `);
  });

  const running = ['run-example', 'migrate', 'build-context', 'build-image', 'run-image', 'get-container-logs', 'kill'];
  const names = formerCommands.map(({ name }) => name).filter((name) => ![...running, 'kill-all'].includes(name));
  it.each(names)('%s has a code and a hint', async (name) => {
    const { code, stdout } = await scenario.run([name, '--json']);
    const { error } = JSON.parse(stdout) as { error: { code: string; hint: string | null } };
    expect(code).toBe(1);
    expect(error.code).toBe('COMMAND_NOT_AVAILABLE');
    expect(error.hint).toMatch(/\w/);
  });

  it('is in no help and no completion', async () => {
    const shown = [await scenario.run(['--help']), await scenario.run(['completion', 'bash'])];
    for (const { stdout } of shown) expect(stdout).not.toMatch(/run-example|get-container-logs|build-image|whoami/);
  });
});
