// `truss secret`: what models may know, kept on this machine.
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { afterAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import type { TrussResult } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
const store = join(dirname(scenario.directory), 'home/config.yaml');
afterAll(() => scenario.close());

const python = process.env['TRUSS_TEST_PYTHON'] ?? resolve(import.meta.dirname, '../../.venv-dev/bin/python');
const terminal = resolve(import.meta.dirname, '../support/in-terminal.py');

/** Runs `truss` in a terminal in which somebody answers the prompt. */
async function typed(words: readonly string[], answer: string): Promise<TrussResult> {
  const result = await scenario.run(words, { through: [python, terminal, 'The value of', answer] });
  return { ...result, stdout: stripVTControlCharacters(result.stdout) };
}

describe('truss secret set', () => {
  it('takes the value from stdin, and says where it is', async () => {
    const { code, stdout, stderr } = await scenario.run(['secret', 'set', 'api_key'], { input: 'hunter2\n' });
    expect(code).toBe(0);
    expect(scenario.normalise(stdout + stderr)).toMatchInlineSnapshot(`
      "✔ Saved api_key in HOME/config.yaml
      A truss that declares it reads it: \`secrets: {api_key: null}\` in its config.yaml.
      "
    `);
    expect(readFileSync(store, 'utf8')).toBe('secrets:\n  api_key: hunter2\n');
    expect(statSync(store).mode & 0o777).toBe(0o600);
  });

  it('asks for it on a terminal, and shows nothing of it', async () => {
    const { code, stdout } = await typed(['secret', 'set', 'token'], 'tr0ub4dor');
    expect(code).toBe(0);
    expect(stdout).toContain('✔ Saved token in');
    expect(stdout).not.toContain('tr0ub4dor');
    expect(stdout).not.toMatch(/[▪•*]{2}/);
    expect(readFileSync(store, 'utf8')).toContain('token: tr0ub4dor\n');
  });

  it('changes nothing on Ctrl-C', async () => {
    const before = readFileSync(store, 'utf8');
    const { code, stdout } = await typed(['secret', 'set', 'token'], '^C');
    expect(code).toBe(130);
    expect(stdout).toContain('No value was given; nothing has changed.');
    expect(readFileSync(store, 'utf8')).toBe(before);
  });

  it('keeps every character, and says that it changed one', async () => {
    const value = '-----BEGIN KEY-----\n  "a: b" # c\\\n\n';
    const { stdout } = await scenario.run(['secret', 'set', 'token', '--json'], { input: value });
    expect(JSON.parse(stdout)).toEqual({ name: 'token', replaced: true, store });
    scenario.write(
      echoTruss('reader', {
        'config.yaml': 'secrets: {token: null}\n',
        'model/model.py':
          'class Model:\n    def __init__(self, secrets):\n        self.secrets = secrets\n    def predict(self, request):\n        return self.secrets["token"]\n',
      }),
    );
    const predicted = await scenario.run(['predict', 'reader', '-d', '{}', '--json']);
    expect(JSON.parse(predicted.stdout)).toBe(value.slice(0, -1));
  });

  it.each([
    ['a value as an argument', ['api_key', 'hunter2'], 2],
    ['a value behind the name', ['api_key=hunter2'], 1],
  ])('refuses %s, and does not repeat it', async (_, words, status) => {
    const { code, stdout, stderr } = await scenario.run(['secret', 'set', ...words], { input: 'x' });
    expect(code).toBe(status);
    expect(stdout + stderr).not.toContain('hunter2');
    expect(stderr).toMatchSnapshot();
  });

  it('refuses a name that no file could have', async () => {
    const { code, stderr } = await scenario.run(['secret', 'set', 'my key'], { input: 'x' });
    expect(code).toBe(1);
    expect(stderr).toMatchInlineSnapshot(`
      "✖ A secret cannot have this name
        "my key" is not the name of a secret: it must be a name made of letters, digits, -, . and _.
        → Choose a name such as hf_access_token.
      "
    `);
  });

  it('refuses no value', async () => {
    const { code, stderr } = await scenario.run(['secret', 'set', 'empty']);
    expect(code).toBe(1);
    expect(stderr).toContain('The value of empty is empty.');
  });
});

describe('truss secret list', () => {
  it('has names and no values', async () => {
    const { code, stdout, stderr } = await scenario.run(['secret', 'list']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'api_key\ntoken\n', stderr: '' });
    const asJson = await scenario.run(['secret', 'list', '--json']);
    expect(JSON.parse(asJson.stdout)).toEqual({ secrets: ['api_key', 'token'], store });
  });

  it('does not trust a store that others may read; no command does', async () => {
    chmodSync(store, 0o644);
    for (const words of [
      ['secret', 'list'],
      ['secret', 'remove', 'api_key'],
      ['predict', 'reader', '-d', '{}'],
    ]) {
      const { code, stdout, stderr } = await scenario.run(words);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(scenario.normalise(stderr)).toContain('→ Close it: chmod 600 HOME/config.yaml;');
    }
    chmodSync(store, 0o600);
  });
});

describe('truss secret remove', () => {
  it('removes what is named', async () => {
    const { code, stdout } = await scenario.run(['secret', 'remove', 'api_key', 'token']);
    expect(code).toBe(0);
    expect(scenario.normalise(stdout)).toBe('✔ Removed api_key, token from HOME/config.yaml\n');
    const { stdout: listed } = await scenario.run(['secret', 'list']);
    expect(listed).toBe('There is no secret yet.\n');
  });

  it('says that there is none of that name', async () => {
    const { code, stderr } = await scenario.run(['secret', 'remove', 'api_key']);
    expect(code).toBe(1);
    expect(scenario.normalise(stderr)).toMatchInlineSnapshot(`
      "✖ There is no such secret
        There is no secret api_key in HOME/config.yaml.
        → \`truss secret list\` shows those that are there.
      "
    `);
  });
});
