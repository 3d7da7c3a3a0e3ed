// The trusses in examples/ give the answers that their examples.yaml expects, on the command line and over HTTP, each in an
// environment of its own.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Difference } from '../../src/core/examples/compare-answers.ts';
import { compareAnswers } from '../../src/core/examples/compare-answers.ts';
import { compareBytes } from '../../src/core/examples/compare-bytes.ts';
import type { Example } from '../../src/core/examples/examples.ts';
import { parseExamples } from '../../src/core/examples/examples.ts';
import { hasMethodPath, METHOD_PATHS } from '../../src/core/protocols/method-paths.ts';
import { exampleQuestion } from '../../src/host/ask/example-question.ts';
import { hasChromium, openPage, startBrowser } from '../browser/browser.ts';
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

/** A model that is served. */
interface Served {
  readonly url: string;
  readonly directory: string;
  /** Where it predicts, if it does. */
  readonly predict: string | null;
}

/** Asks for an example, on the route of its method. */
async function differencesOverHttp({ url, directory, predict }: Served, example: Example): Promise<Difference[]> {
  const { method, output, outputFile, tolerance, ignore } = example;
  const asked = hasMethodPath(method) ? url + METHOD_PATHS[method] : predict;
  const { bytes, contentType } = await exampleQuestion(directory, example);
  // A stream is joined for those who accept JSON alone.
  const headers = { 'content-type': contentType, accept: 'application/json' };
  const response = await fetch(asked ?? '', { method: 'POST', body: bytes, headers });
  const body = await response.bytes();
  expect(response.status, new TextDecoder().decode(body)).toBe(200);
  if (outputFile !== null) return compareBytes(readFileSync(join(directory, outputFile)), body, outputFile);
  const answer = asJson(response.headers.get('content-type') ?? '', new TextDecoder().decode(body));
  return compareAnswers(output ?? '', answer, tolerance, ignore);
}

/** An answer as `output` has it: events as a list, other text as a string. */
function asJson(contentType: string, text: string): string {
  if (contentType.startsWith('application/json')) return text;
  if (!contentType.startsWith('text/event-stream')) return JSON.stringify(text);
  const items = [...text.matchAll(/^data: (.*)$/gm)].map(([, item]) => item);
  expect(items.pop()).toBe('[DONE]');
  return `[${items.join(',')}]`;
}

describe.each(names)('the example %s', (name) => {
  it('says on a screen what it is', () => {
    expect(readFileSync(join(source, name, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(30);
    expect(examplesOf(join(source, name)).length).toBeGreaterThan(1);
  });

  // PyTorch's environments are of 5 GB.
  it('answers as it should', { timeout: 600_000 }, () => testTruss(name, '--frozen'));
});

it('all of them answer the same over HTTP, from one server', { timeout: 600_000 }, async () => {
  const server = scenario.start(['serve', ...names, '--frozen', '--port', '0', '--json'], { env });
  const [announced] = await server.untilPrinted(/^\{"url".*$/m);
  const { url, entries } = JSON.parse(announced) as { url: string; entries: Omit<Served, 'url'>[] };
  expect(entries).toHaveLength(names.length);
  for (const entry of entries) {
    for (const example of examplesOf(entry.directory)) {
      const name = `${entry.directory}: ${example.name}`;
      expect(await differencesOverHttp({ url, ...entry }, example), name).toEqual([]);
    }
  }
  if (hasChromium) await tryInBrowser(url);
  const form = new FormData();
  form.set('sound', new Blob([readFileSync(join(source, 'audio-pitch/requests/a4.wav'))]), 'a4.wav');
  const sung = await fetch(`${url}/v1/models/audio-pitch:predict`, { method: 'POST', body: form });
  expect(await sung.json()).toEqual({ predictions: [{ note: 'A4', hertz: 440, seconds: 0.5 }] });
  server.signal('SIGTERM');
  const { code, stdout, stderr } = await server.ended;
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain(key);
});

/** From the address that is printed, an answer of each example truss in three clicks: its model, Run; and of another example one more. */
async function tryInBrowser(url: string): Promise<void> {
  const chromium = await startBrowser();
  try {
    const { page, violations, exceptions, foreign } = await openPage(chromium, `${url}/ui/`);
    const options = page.getByLabel('Model', { exact: true }).locator('option');
    await expect.poll(() => options.count()).toBe(names.length);
    const models = await options.allTextContents();
    for (const model of models) {
      await page.getByLabel('Model', { exact: true }).selectOption(model);
      for (const example of await page.locator('.example:enabled').all()) {
        await example.click();
        await page.getByRole('button', { name: 'Run' }).click();
        await expect.poll(() => page.locator('.status').textContent(), { message: model }).toBe('200');
        await expect.poll(() => page.locator('.answer .panel-body').textContent()).not.toContain('Waiting');
        await page.locator('.answer').getByRole('button', { name: 'Download' }).waitFor();
      }
      expect(await page.locator('.example:enabled').count(), model).toBeGreaterThan(0);
    }
    expect({ violations, exceptions, foreign }).toEqual({ violations: [], exceptions: [], foreign: [] });
  } finally {
    await chromium.close();
  }
}

it.each(['iris', 'text-classifier'])('the model of %s can be trained anew', { timeout: 180_000 }, async (name) => {
  const variables = { ...homeVariables(join(scenario.directory, 'home-of-make')), TRUSS_QUIET: '1' };
  execFileSync(variables.TRUSS_PYTHON, [join(scenario.directory, name, 'make.py')], {
    env: { ...process.env, ...variables },
  });
  await testTruss(name);
});
