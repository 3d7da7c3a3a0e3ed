// `truss config`: what a truss's config.yaml says, what is wrong with it, and how it looks in today's form.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
const broken = 'model_nam: Iris\nresources:\n  cpu: many\n  memory: 512m\n';
const old = `# Our churn model
python_version: "3.11"   # as in training
resources:
  accelerator: T4
  use_gpu: true
`;
beforeAll(() => {
  scenario.write({
    ...echoTruss('good', { 'config.yaml': 'model_name: Echo\nsecrets: {key: hunter2}\n' }),
    ...echoTruss('doubtful', { 'config.yaml': 'model_nam: Echo\n' }),
    ...echoTruss('broken', { 'config.yaml': broken }),
    ...echoTruss('old', { 'config.yaml': old }),
  });
});
afterAll(() => scenario.close());

describe('truss config check', () => {
  it('has nothing to say of a good one', async () => {
    const { code, stdout, stderr } = await scenario.run(['config', 'check', 'good']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '✔ good/config.yaml is valid\n' });
    expect(stderr).toBe('\nNext:\n  truss serve good\n');
  });

  it('tells all problems with their lines, and ends with 1', async () => {
    const { code, stdout, stderr } = await scenario.run(['config', 'check', 'broken']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatchInlineSnapshot(`
      "✖ The config file is not valid
        config.yaml has 2 errors.

        warning broken/config.yaml:1:1 model_nam is not a known key
            1 | model_nam: Iris
              | ^
            → Did you mean model_name?

        broken/config.yaml:3:8 resources.cpu must be a number of processors, such as "2" or 500m, not "many"
            3 |   cpu: many
              |        ^

        broken/config.yaml:4:11 resources.memory must be an amount of memory, such as 512Mi or 2Gi (units: k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei), not "512m"
            4 |   memory: 512m
              |           ^
      "
    `);
  });

  it('gives programs the same', async () => {
    const good = await scenario.run(['config', 'check', '--json'], { cwd: 'good' });
    expect(JSON.parse(good.stdout)).toEqual({ file: join(scenario.directory, 'good/config.yaml'), issues: [] });
    const bad = await scenario.run(['config', 'check', 'broken', '--json']);
    expect(bad).toMatchObject({ code: 1, stderr: '' });
    const { error } = JSON.parse(bad.stdout) as { error: { code: string; issues: object[] } };
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.issues).toContainEqual(
      expect.objectContaining({
        path: 'resources.cpu',
        severity: 'error',
        file: join(scenario.directory, 'broken/config.yaml'),
        line: 3,
        column: 8,
      }),
    );
  });

  it('warns of an unknown key, and refuses it with --strict', async () => {
    const lenient = await scenario.run(['config', 'check', 'doubtful']);
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toBe('✔ doubtful/config.yaml is valid, with 1 warning\n');
    expect(lenient.stderr).toContain('→ Did you mean model_name?');
    const strict = await scenario.run(['config', 'check', 'doubtful', '--strict']);
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain('doubtful/config.yaml:1:1 model_nam is not a known key');
  });
});

describe('truss config show', () => {
  it('prints every field, and no secret', async () => {
    const { code, stdout, stderr } = await scenario.run(['config', 'good']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('model_name: Echo\n');
    expect(stdout).toContain('  request_timeout: 3600\n');
    expect(stdout).not.toContain('hunter2');
  });

  it('is one line for programs', async () => {
    const { stdout } = await scenario.run(['config', 'show', 'good', '--json']);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toMatchObject({ model_name: 'Echo', secrets: { key: '(hidden)' } });
  });
});

it('truss config schema prints what the repository has', async () => {
  const { code, stdout } = await scenario.run(['config', 'schema']);
  expect(code).toBe(0);
  expect(stdout).toBe(readFileSync(join(import.meta.dirname, '../../schema/config.schema.json'), 'utf8'));
});

it('truss metrics dashboard prints what the repository has', async () => {
  const { code, stdout } = await scenario.run(['metrics', 'dashboard']);
  expect(code).toBe(0);
  expect(stdout).toBe(readFileSync(join(import.meta.dirname, '../../docs/grafana/truss.json'), 'utf8'));
});

describe('truss config migrate', () => {
  it('shows what would change, and changes nothing', async () => {
    const { code, stdout, stderr } = await scenario.run(['config', 'migrate', 'old']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "  # Our churn model
      - python_version: "3.11"   # as in training
      + python_version: py311   # as in training
        resources:
          accelerator: T4
      -   use_gpu: true

        python_version: the version is written py311
        resources.use_gpu: use_gpu follows from accelerator
      "
    `);
    expect(stderr).toBe('\nNext:\n  truss config migrate old --write\n');
    expect(readFileSync(join(scenario.directory, 'old/config.yaml'), 'utf8')).toBe(old);
  });

  it('shows what is fetched as weights', async () => {
    const cache = '- {repo_id: a/b, revision: main, use_volume: true, volume_folder: b}';
    const data = '- {url: "https://h/x.bin", local_data_path: w/x.bin}';
    scenario.write({ 'fetching/config.yaml': `model_cache:\n${cache}\nexternal_data:\n${data}\n` });
    const { code, stdout } = await scenario.run(['config', 'migrate', 'fetching']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "- model_cache:
      - - {repo_id: a/b, revision: main, use_volume: true, volume_folder: b}
      - external_data:
      - - {url: "https://h/x.bin", local_data_path: w/x.bin}
      +
      + weights:
      +   - source: hf://a/b@main
      +     mount_location: /app/model_cache/b
      +     auth_secret_name: hf_access_token
      +   - source: https://h/x.bin
      +     mount_location: /app/data/w/x.bin

        model_cache: weights says where each source is found
        external_data: weights says where each file is found
      "
    `);
  });

  it('writes it when told to', async () => {
    const { code, stdout } = await scenario.run(['config', 'migrate', 'old', '--write', '--json']);
    expect(code).toBe(0);
    const text = '# Our churn model\npython_version: py311   # as in training\nresources:\n  accelerator: T4\n';
    expect(JSON.parse(stdout)).toMatchObject({ written: true, text });
    expect(readFileSync(join(scenario.directory, 'old/config.yaml'), 'utf8')).toBe(text);
    const again = await scenario.run(['config', 'migrate', 'old', '--write']);
    expect(again.stdout).toBe('✔ Nothing in old/config.yaml has a newer form\n');
  });
});
