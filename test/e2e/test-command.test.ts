// `truss test`: examples against a real model.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** Answers with what the request says it shall answer with. */
const model = `import sys

from truss import HTTPError

class Model:
    def predict(self, request):
        if "status" in request:
            raise HTTPError(request["status"], "refused")
        if "raise" in request:
            raise ValueError(request["raise"])
        if "nan" in request:
            return {"value": float("nan"), "bytes": None}
        if "bytes" in request:
            return b"\\x00\\x01"
        print("asked", file=sys.stderr)
        return request["answer"]
`;

function write(name: string, examples: string): void {
  scenario.write(echoTruss(name, { 'model/model.py': model, 'examples.yaml': examples }));
}

function read(path: string): string {
  return readFileSync(join(scenario.directory, path), 'utf8');
}

/** What does not depend on how fast the machine is, or on whether the environment was there. */
function normalise(text: string): string {
  return scenario
    .normalise(text)
    .replaceAll(/\d+ ms/g, 'N ms')
    .replace('Making an environment of Python 3.X\n', '');
}

interface Told {
  readonly passed: number;
  readonly failed: number;
  readonly recorded: number;
  readonly examples: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly answer: unknown;
    readonly differences: readonly { readonly message: string }[];
  }[];
}

describe('truss test', () => {
  it('passes what a new truss expects', async () => {
    await scenario.run(['init', 'fresh']);
    const { code, stdout } = await scenario.run(['test', 'fresh']);
    expect({ code, stdout: normalise(stdout) }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stdout": "✔ example1  N ms

      1 passed
      ",
      }
    `);
  });

  it('tells each example that differs, where and how, and ends with 1', async () => {
    write(
      'mixed',
      `- {name: same, input: {answer: [0.1, one]}, output: [0.10000000001, one]}
- {name: differs, input: {answer: {p: [1, 2, 3], q: 0.5, r: [1, 2, 3, 4]}}, output: {p: [1, 3, 3], q: 0.6, r: [0, 0, 0, 0], s: 1}}
- {name: tolerant, input: {answer: 100}, output: 101, tolerance: 0.01}
- {name: nothing expected, input: {answer: 1}}
- {name: raises, input: {raise: no such species}, output: 1}
- {name: not a number, input: {nan: 1}, output: {value: .nan, bytes: null}}
- {name: bytes, input: {bytes: 1}, output: {content_type: application/octet-stream, base64: AAE=}}
`,
    );
    const { code, stdout, stderr } = await scenario.run(['test', 'mixed']);
    expect(code).toBe(1);
    expect(normalise(stdout)).toMatchInlineSnapshot(`
      "✔ same  N ms
      ✖ differs  N ms
          s: missing: expected 1
          p[1]: expected 3, got 2
          q: expected 0.6, got 0.5
          r[0]: expected 0, got 1
          r[1]: expected 0, got 2
          … and 2 more
      ✔ tolerant  N ms
      · nothing expected  N ms
      ✖ raises  N ms
          ✖ The model raised an exception
            The model raised ValueError

            Traceback (most recent call last):
              File "DIR/mixed/model/model.py", line 10, in predict
                raise ValueError(request["raise"])
            ValueError: no such species
      ✔ not a number  N ms
      ✔ bytes  N ms

      4 passed, 2 failed, 1 without an expected output
        → --update records the answers as what is expected.
      "
    `);
    expect(normalise(stderr)).toBe('asked\n'.repeat(4));
  });

  it('gives programs the same on one line', async () => {
    const { code, stdout } = await scenario.run(['test', 'mixed', '--json']);
    expect(code).toBe(1);
    const told = JSON.parse(stdout) as Told;
    expect(told).toMatchObject({ passed: 4, failed: 2, unchecked: 1, recorded: 0 });
    expect(told.examples[1]).toEqual({
      name: 'differs',
      outcome: 'failed',
      ms: expect.any(Number) as number,
      answer: { p: [1, 2, 3], q: 0.5, r: [1, 2, 3, 4] },
      differences: expect.arrayContaining([{ path: 'p[1]', message: 'expected 3, got 2' }]) as object[],
      error: null,
    });
    expect(told.examples[4]).toMatchObject({ outcome: 'failed', answer: null, error: { code: 'MODEL_RAISED' } });
  });

  it('runs one example by its name', async () => {
    const { code, stdout } = await scenario.run(['test', '--example', 'tolerant'], { cwd: 'mixed' });
    expect({ code, stdout: normalise(stdout) }).toEqual({ code: 0, stdout: '✔ tolerant  N ms\n\n1 passed\n' });
  });

  it.each([
    ['an example that is not there', ['mixed', '--example', 'tolernt']],
    ['no examples', ['none']],
    ['examples that are no list', ['broken']],
  ])('says what is wrong with %s', async (_, words) => {
    scenario.write(echoTruss('none'));
    write('broken', 'example1:\n  inputs: [1]\n');
    const { code, stdout, stderr } = await scenario.run(['test', ...words]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(normalise(stderr)).toMatchSnapshot();
  });
});

describe('what is expected of the status', () => {
  it('holds for refusals, errors and answers', async () => {
    const examples = [
      '{name: refused, input: {status: 422}, status: 422}',
      '{name: raises, input: {raise: x}, status: 500}',
      '{name: answers, input: {answer: 1}, status: 200}',
      '{name: refused otherwise, input: {status: 409}, status: 422}',
      '{name: not refused, input: {answer: 1}, status: 400}',
    ];
    write('statuses', `${examples.map((example) => `- ${example}`).join('\n')}\n`);
    const { code, stdout } = await scenario.run(['test', 'statuses', '--update', '--json']);
    const { examples: told } = JSON.parse(stdout) as Told;
    expect(code).toBe(1);
    expect(
      told.map(({ name, outcome, differences }) => [name, outcome, differences.map(({ message }) => message).join()]),
    ).toEqual([
      ['refused', 'passed', ''],
      ['raises', 'passed', ''],
      ['answers', 'passed', ''],
      ['refused otherwise', 'failed', 'expected the status 422, got 409'],
      ['not refused', 'failed', 'expected the status 400, got 200'],
    ]);
  });

  it('and unknown keys are named', async () => {
    write('unknown', '- {name: a, input: {answer: 1}, banana: 3}\n');
    const lenient = await scenario.run(['config', 'check', 'unknown']);
    expect([lenient.code, lenient.stderr]).toEqual([
      0,
      expect.stringContaining('banana is not a known key of an example'),
    ]);
    expect((await scenario.run(['config', 'check', 'unknown', '--strict'])).code).toBe(1);
  });
});

describe('truss test --update', () => {
  it('shows what was expected before', async () => {
    write('changed', '- {name: a, input: {answer: 2}, output: 1}\n');
    const { stdout } = await scenario.run(['test', 'changed', '--update']);
    expect(normalise(stdout)).toBe('✎ a  N ms\n    expected 1, got 2\n\n0 passed, 1 recorded\n');
  });

  const examples = `# What it must answer
- name: kept   # passes
  input: {answer: 1.0}
  output: 1.00000001
- name: changed
  input: {answer: {labels: [a, b], scores: [1.0, 0.25]}}
  output: {labels: [a]}   # old
# not yet
- name: new
  input: {answer: 9007199254740993}
- name: raises
  input: {raise: no}
`;

  it('records what differs or is new, and leaves the rest alone', async () => {
    write('updated', examples);
    const { code, stdout } = await scenario.run(['test', 'updated', '--update', '--json']);
    const { passed, failed, recorded } = JSON.parse(stdout) as Told;
    expect({ code, passed, failed, recorded }).toEqual({ code: 1, passed: 1, failed: 1, recorded: 2 });
    expect(read('updated/examples.yaml')).toMatchInlineSnapshot(`
      "# What it must answer
      - name: kept   # passes
        input: {answer: 1.0}
        output: 1.00000001
      - name: changed
        input: {answer: {labels: [a, b], scores: [1.0, 0.25]}}
        output: {labels: [a, b], scores: [1.0, 0.25]}   # old
      # not yet
      - name: new
        input: {answer: 9007199254740993}
        output: 9007199254740993
      - name: raises
        input: {raise: no}
      "
    `);
  });

  it('makes the next run pass', async () => {
    write('updated', read('updated/examples.yaml').replace(/- name: raises\n.*\n/, ''));
    const { code, stdout } = await scenario.run(['test', 'updated']);
    expect({ code, stdout: normalise(stdout).split('\n').at(-2) }).toEqual({ code: 0, stdout: '3 passed' });
  });
});

describe('truss predict --example', () => {
  it('asks what the example asks, with its very numbers', async () => {
    const { code, stdout } = await scenario.run(['predict', 'updated', '--example', 'kept']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1.0\n' });
  });

  it.each([
    ['another input too', ['--example', 'kept', '-d', '1'], 2],
    ['a name that is none', ['--example', 'kpet'], 1],
  ])('refuses %s', async (_, words, status) => {
    const { code, stderr } = await scenario.run(['predict', 'updated', ...words]);
    expect(code).toBe(status);
    expect(stderr).toMatchSnapshot();
  });
});
