// `truss bench`: loads on a real server, whose figures are looked at for what they are, not for how high.
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import type { Command } from '../../src/cli/definition/define-command.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { differencesFromShape } from '../support/json-shape.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** Counts its calls, and says so where it is asked to. */
const model = `class Model:
    calls = 0

    def predict(self, request):
        Model.calls += 1
        if "raise" in request and Model.calls > 3:
            raise ValueError(request["raise"])
        return {"predictions": request["inputs"], **({"calls": Model.calls} if "count" in request else {})}
`;

const examples = `- {name: one, input: {inputs: [1]}}
- {name: two, input: {inputs: [2, 3]}}
- {name: counts, input: {inputs: [1], count: true}}
- {name: fails later, input: {inputs: [1], raise: no more}}
- {name: fails, input: {}}
`;

scenario.write(echoTruss('echo', { 'model/model.py': model, 'examples.yaml': examples }));
scenario.write(echoTruss('bare'));

const short = ['--duration', '100ms', '--warmup', '50ms'];

interface Told {
  readonly url: string;
  readonly levels: readonly {
    readonly connections: number;
    readonly rate: number | null;
    readonly answers: number;
    readonly requestsPerSecond: number;
    readonly latency: { readonly p50Ms: number; readonly p99Ms: number } | null;
    readonly errors: number;
    readonly failures: readonly { readonly kind: string; readonly message: string }[];
    readonly queueMs: number | null;
    readonly computeMs: number | null;
  }[];
  readonly missed: readonly string[];
}

async function benchCommand(): Promise<Command> {
  return (await import('../../src/cli/commands/bench.ts')).benchCommand;
}

async function bench(...words: readonly string[]): Promise<{ code: number | null; told: Told }> {
  const { code, stdout } = await scenario.run(['bench', ...words, ...short, '--json']);
  return { code, told: JSON.parse(stdout) as Told };
}

describe('truss bench', () => {
  it('prints a row for each level, and where the knee is', async () => {
    const { code, stdout } = await scenario.run(['bench', 'echo', '--example', 'one', '-c', '1,2', ...short]);
    expect(code).toBe(0);
    const shown = stdout
      .replaceAll(/^Knee: .*$/gm, 'Knee: …')
      .replaceAll(/[\d.,]+( m?s)?/g, 'N')
      .replaceAll(/ +/g, ' ');
    expect(shown).toMatchInlineSnapshot(`
      "CONNECTIONS REQUESTS/S PN PN PN ERRORS QUEUE COMPUTE BATCH
       N N N N N N N N -
       N N N N N N N N -

      Knee: …
      "
    `);
  });

  it('measures each level with what the server says of it', async () => {
    const { code, told } = await bench('echo', '--example', 'one', '-c', '1,3');
    expect({ code, missed: told.missed }).toEqual({ code: 0, missed: [] });
    expect(told.levels.map(({ connections, rate, errors }) => [connections, rate, errors])).toEqual([
      [1, null, 0],
      [3, null, 0],
    ]);
    for (const { answers, latency, queueMs, computeMs } of told.levels) {
      expect(answers).toBeGreaterThan(0);
      expect(latency?.p50Ms).toBeLessThanOrEqual(latency?.p99Ms ?? 0);
      expect(queueMs).toBeGreaterThanOrEqual(0);
      expect(computeMs).toBeGreaterThan(0);
    }
  });

  it('sends at a rate', async () => {
    const { told } = await bench('echo', '--example', 'two', '--rate', '20,40');
    expect(told.levels.map(({ connections, rate, errors }) => [connections, rate, errors])).toEqual([
      [64, 20, 0],
      [64, 40, 0],
    ]);
  });

  it('counts an answer that is not the first one as an error, unless it shall not look', async () => {
    const { code, told } = await bench('echo', '--example', 'counts', '-c', '1');
    expect({ code, failures: told.levels[0]?.failures }).toMatchObject({
      code: 1,
      failures: [{ kind: 'another answer', message: expect.stringMatching(/^calls: expected \d+, got \d+$/) }],
    });
    const unchecked = await bench('echo', '--example', 'counts', '-c', '1', '--no-check');
    expect({ code: unchecked.code, failures: unchecked.told.levels[0]?.failures }).toEqual({ code: 0, failures: [] });
  });

  it('tells what the server answers instead', async () => {
    const { code, told } = await bench('echo', '--example', 'fails later', '-c', '2', '--warmup', '0s');
    expect({ code, level: told.levels[0] }).toMatchObject({
      code: 1,
      level: { failures: [{ kind: 'HTTP 500 MODEL_RAISED', message: expect.stringContaining('model') }] },
    });
  });

  it('ends with 1 where a limit is missed', async () => {
    const missed = await bench('echo', '--example', 'one', '-c', '1', '--min-rate', '1000000');
    expect({ code: missed.code, missed: missed.told.missed }).toEqual({
      code: 1,
      missed: [expect.stringMatching(/^[\d.]+ requests a second, and 1000000 are asked for$/)],
    });
    const reached = await bench('echo', '--example', 'one', '-c', '1', '--min-rate', '1', '--max-p99', '1h');
    expect(reached.code).toBe(0);
  });

  it('writes a page of one file, which loads nothing', async () => {
    const words = ['bench', 'echo', '--example', 'one', '-c', '1,2', '--report', 'page.html', ...short];
    const { code, stderr } = await scenario.run(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('✔ Wrote page.html\n') });
    const page = readFileSync(join(scenario.directory, 'page.html'), 'utf8');
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).not.toMatch(/NaN|undefined|<script|<link|src=|url\(/);
  });

  it('tunes: begins with the config as it is, and changes nothing of it', async () => {
    const before = readFileSync(join(scenario.directory, 'echo/config.yaml'), 'utf8');
    const words = ['echo', '--example', 'one', '--tune', '-c', '1,2', '--duration', '50ms', '--warmup', '0s', '--json'];
    const { code, stdout } = await scenario.run(['bench', ...words]);
    const told = JSON.parse(stdout) as { readonly tuning: { readonly trials: readonly unknown[] } };
    expect(code).toBe(0);
    expect(differencesFromShape(told, (await benchCommand()).json)).toEqual([]);
    expect(told.tuning.trials.length).toBeGreaterThanOrEqual(3);
    expect(told.tuning.trials[0]).toMatchObject({ workers: 1, predictConcurrency: 1, maxBatchSize: null, errors: 0 });
    expect(readFileSync(join(scenario.directory, 'echo/config.yaml'), 'utf8')).toBe(before);
  });

  it('asks a server that runs, each line of a file in turn', async () => {
    scenario.write({ 'requests.jsonl': '{"inputs": [1]}\n\n{"inputs": ["ä"]}\n' });
    scenario.write({ 'tokens.txt': 'ci: 0123456789abcdef\n' });
    chmodSync(join(scenario.directory, 'tokens.txt'), 0o600);
    const serve = ['serve', 'echo', '--port', '0', '--tokens', 'tokens.txt', '--json'];
    const server = scenario.start(serve, { input: null });
    const [, url = ''] = await server.untilPrinted(/"url":"([^"]+)"/);
    for (const address of [url, `${url}/v1/models/echo`]) {
      const refused = await scenario.run(['bench', '--url', address, '-d', '{"inputs": [1]}', ...short]);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('in the variable TRUSS_TOKEN') });
    }
    const { code, told } = await bench('--url', url, '-f', 'requests.jsonl', '-c', '2', '--token', '0123456789abcdef');
    expect({ code, url: told.url }).toEqual({ code: 0, url: `${url}/v1/models/echo` });
    server.signal('SIGTERM');
    await server.ended;
    const { stderr } = await scenario.run(['bench', '--url', `${url}/v1/models/echo`, '-d', '{}', ...short]);
    expect(scenario.normalise(stderr)).toMatchInlineSnapshot(`
      "✖ The server cannot be reached
        http://127.0.0.1:PORT/v1/models/echo:predict cannot be reached: nothing listens there.
        → Is the server started, and is the address right? \`truss serve\` prints it.
      "
    `);
  });

  it.each([
    ['a truss without examples', ['bare']],
    ['an example that the model refuses', ['echo', '--example', 'fails']],
    ['a line that is no JSON', ['echo', '-f', 'broken.jsonl']],
    ['several connections of a rate', ['echo', '--rate', '10', '-c', '1,2']],
    ['numbers in no order', ['echo', '-c', '2,1']],
    ['a time that is none', ['echo', '--duration', 'long']],
    ['a report in no directory', ['echo', '--report', 'nowhere/page.html']],
    ['a report that is a directory', ['echo', '--report', 'echo']],
    ['a rate to tune for', ['echo', '--tune', '--rate', '10']],
    ['an example and another input', ['echo', '-d', '{}', '--example', 'one']],
  ])('says what is wrong with %s', async (_, words) => {
    scenario.write({ 'broken.jsonl': '{"inputs": [1]}\n{"inputs": [1}\n' });
    const { code, stdout, stderr } = await scenario.run(['bench', ...words]);
    expect({ code, stdout, stderr: scenario.normalise(stderr) }).toMatchSnapshot();
  });
});
