// The trusses in examples/ give the answers that their examples.yaml expects, on the command line and over HTTP, each in an
// environment of its own.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Example } from '../../src/core/config/examples.ts';
import { parseExamples } from '../../src/core/config/examples.ts';
import { compareAnswers } from '../../src/core/examples/compare-answers.ts';
import { homeVariables } from '../support/temporary-home.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const source = resolve(import.meta.dirname, '../../examples');
const names = readdirSync(source).filter((name) => existsSync(join(source, name, 'config.yaml')));
const key = 'example-key';
const env = { TRUSS_SECRET_signing_key: key };

const scenario = new TrussScenario();
beforeAll(() => cpSync(source, scenario.directory, { recursive: true }));
afterAll(() => scenario.close());

function examplesOf(directory: string): readonly Example[] {
  return parseExamples(readFileSync(join(directory, 'examples.yaml'), 'utf8'), 'examples.yaml').examples;
}

/** Runs `truss test`, which has to find nothing wrong and nothing unchecked. */
async function testTruss(name: string, ...options: string[]): Promise<void> {
  const { code, stdout, stderr } = await scenario.run(['test', name, '--json', ...options], { env });
  expect(code, stdout + stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ passed: examplesOf(join(source, name)).length, unchecked: 0 });
  expect(stdout + stderr).not.toContain(key);
}

describe.each(names)('the example %s', (name) => {
  it('says on a screen what it is', () => {
    expect(readFileSync(join(source, name, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(30);
    expect(examplesOf(join(source, name)).length).toBeGreaterThan(1);
  });

  it('answers as it should', { timeout: 180_000 }, () => testTruss(name, '--frozen'));
});

it('all of them answer the same over HTTP, from one server', { timeout: 180_000 }, async () => {
  const server = scenario.start(['serve', ...names, '--frozen', '--port', '0', '--json'], { env });
  const [announced] = await server.untilPrinted(/^\{"url".*$/m);
  const { entries } = JSON.parse(announced) as { entries: { directory: string; predict: string }[] };
  expect(entries).toHaveLength(names.length);
  for (const { directory, predict } of entries) {
    for (const { name, body, output, tolerance } of examplesOf(directory)) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(predict, { method: 'POST', body, headers });
      expect(response.status, name).toBe(200);
      expect(compareAnswers(output ?? '', await response.text(), tolerance), name).toEqual([]);
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
  await testTruss(name);
});
