// The trusses in examples/ give the answers that their examples.yaml promises, on the command line and over HTTP, each in an
// environment of its own.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeVariables } from '../support/temporary-home.ts';
import { TrussScenario } from '../support/truss-scenario.ts';
import { readCases, withinTolerance } from './read-cases.ts';

const source = resolve(import.meta.dirname, '../../examples');
const names = readdirSync(source).filter((name) => existsSync(join(source, name, 'config.yaml')));
const key = 'example-key';
const env = { TRUSS_SECRET_signing_key: key };

const scenario = new TrussScenario();
beforeAll(() => cpSync(source, scenario.directory, { recursive: true }));
afterAll(() => scenario.close());

describe.each(names)('the example %s', (name) => {
  const cases = readCases(join(source, name));

  it('says on a screen what it is, and has answers for all its requests', () => {
    expect(readFileSync(join(source, name, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(30);
    expect(cases.length).toBeGreaterThan(1);
    for (const { output } of cases) expect(output).toBeDefined();
  });

  it.each(cases)('answers $name', { timeout: 180_000 }, async ({ input, output, tolerance }) => {
    const { code, stdout, stderr } = await scenario.run(['predict', name, '--frozen', '--json'], {
      input: JSON.stringify(input),
      env,
    });
    expect(code, stderr).toBe(0);
    expect(withinTolerance(JSON.parse(stdout), output, tolerance)).toEqual(output);
    expect(stdout + stderr).not.toContain(key);
  });
});

it('all of them answer the same over HTTP, from one server', { timeout: 180_000 }, async () => {
  const server = scenario.start(['serve', ...names, '--frozen', '--port', '0', '--json'], { env });
  const [announced] = await server.untilPrinted(/^\{"url".*$/m);
  const { entries } = JSON.parse(announced) as { entries: { directory: string; predict: string }[] };
  expect(entries).toHaveLength(names.length);
  for (const { directory, predict } of entries) {
    for (const { name, input, output, tolerance } of readCases(directory)) {
      const response = await fetch(predict, {
        method: 'POST',
        body: JSON.stringify(input),
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status, name).toBe(200);
      expect(withinTolerance(await response.json(), output, tolerance), name).toEqual(output);
    }
  }
  server.signal('SIGTERM');
  const { code, stdout, stderr } = await server.ended;
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain(key);
});

it.each(['iris', 'text-classifier'])('the model of %s can be trained anew', { timeout: 180_000 }, async (name) => {
  const variables = { ...homeVariables(join(scenario.directory, 'home-of-make')), TRUSS_QUIET: '1' };
  execFileSync(variables.TRUSS_PYTHON, [join(scenario.directory, name, 'make.py')], {
    env: { ...process.env, ...variables },
  });
  for (const { input, output, tolerance } of readCases(join(source, name))) {
    const { stdout } = await scenario.run(['predict', name, '--json'], { input: JSON.stringify(input) });
    expect(withinTolerance(JSON.parse(stdout), output, tolerance)).toEqual(output);
  }
});
