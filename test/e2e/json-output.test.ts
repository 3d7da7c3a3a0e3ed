// What every command prints with --json has the members that its page in the reference says, no more and no fewer.
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { commandList } from '../../src/cli/command-list.ts';
import type { CommandRow } from '../../src/cli/definition/define-command.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { differencesFromShape } from '../support/json-shape.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const rows = new Map<string, CommandRow>(
  commandList
    .flatMap((entry) =>
      entry.kind === 'command'
        ? [[entry.name, entry] as const]
        : entry.commands.map((row) => [`${entry.name} ${row.name}`, row] as const),
    )
    .filter(([, row]) => row.hidden !== true),
);

/** A run of each command that has an answer with members; in this order. */
const runs: Readonly<Record<string, { readonly words: readonly string[]; readonly input?: string }>> = {
  init: { words: ['made', '--framework', 'sklearn'] },
  'config check': { words: ['doubtful'] },
  'config migrate': { words: ['former'] },
  'env create': { words: ['echo'] },
  'env lock': { words: ['echo'] },
  'env show': { words: ['echo'] },
  'env path': { words: ['echo'] },
  'env list': { words: [] },
  'weights lock': { words: ['heavy'] },
  'weights pull': { words: ['heavy'] },
  'weights status': { words: ['heavy'] },
  'weights verify': { words: ['heavy'] },
  'weights clean': { words: ['heavy'] },
  'client ts': { words: ['echo', '-o', 'echo.ts'] },
  'client python': { words: ['echo', '-o', 'echo.py'] },
  test: { words: ['echo'] },
  'client tools': { words: ['echo'] },
  bench: { words: ['echo', '--example', 'right', '-c', '1,2', '--duration', '50ms', '--warmup', '0s'] },
  'secret set': { words: ['token'], input: 'value' },
  'secret list': { words: [] },
  'secret remove': { words: ['token'] },
  doctor: { words: [] },
  completion: { words: ['bash'] },
  'image context': { words: ['out', 'echo'] },
  'deploy render': { words: ['echo', '--image', 'echo:1'] },
  cleanup: { words: ['--dry-run'] },
  'env remove': { words: ['--all'] },
};

/** Those whose answer is not ours to shape, or that do not end: other tests look at them. */
const others = [
  'predict',
  'serve',
  'mcp',
  'config show',
  'config schema',
  'metrics dashboard',
  'schema',
  // With converters in an environment of their own, in python/tests/frameworks/onnx.
  'convert',
  // On a cluster, in test/cluster.
  ...['apply', 'status', 'logs', 'rollback', 'promote', 'abort', 'scale', 'delete', 'list'].map(
    (name) => `deploy ${name}`,
  ),
  // With an engine of containers, in test/docker.
  ...['build', 'run', 'compose', 'list', 'inspect', 'verify'].map((name) => `image ${name}`),
  ...['list', 'logs', 'stop', 'kill', 'kill-all'].map((name) => `container ${name}`),
];

beforeAll(() => {
  const examples = '- {name: right, input: {inputs: [1]}, output: {predictions: [1]}}\n- {name: wrong, input: {}}\n';
  const far = join(scenario.directory, 'far');
  scenario.write({
    ...echoTruss('echo', { 'examples.yaml': examples }),
    ...echoTruss('doubtful', { 'config.yaml': 'unknown: 1\n' }),
    ...echoTruss('heavy', {
      'config.yaml': `weights: [{source: "file://${far}/files", mount_location: ${far}/mounted}]\n`,
    }),
    'far/files/a.bin': 'a',
    ...echoTruss('former', { 'config.yaml': 'hf_cache:\n  - repo_id: a/b\n' }),
  });
});

describe('--json', () => {
  it('is documented for every command, and looked at here', () => {
    expect([...rows.keys()].toSorted()).toEqual([...Object.keys(runs), ...others].toSorted());
  });

  it.each(Object.entries(runs))('%s', async (path, { words, input = '' }) => {
    const { stdout } = await scenario.run([...path.split(' '), ...words, '--json'], { input });
    const command = await rows.get(path)?.load();
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(differencesFromShape(JSON.parse(stdout), command?.json ?? '')).toEqual([]);
  });

  it('an error has the same members everywhere', async () => {
    const shape =
      '{"error": {"code", "message", "hint", "issues": [{"path", "code", "message", "hint"?, "severity", "file"?}], "exception"}}';
    for (const words of [['env', 'path', 'nowhere'], ['test', '--frobnicate'], ['push']]) {
      const { stdout, stderr } = await scenario.run([...words, '--json']);
      expect(stderr).toBe('');
      expect(differencesFromShape(JSON.parse(stdout), shape)).toEqual([]);
    }
  });

  it('the comparison sees what is missing and what is too much', () => {
    const shape = 'when done {"a", "b": [{"c", "d": text | null, "o"?}], "e": {"f"} | null}; else nothing';
    expect(differencesFromShape({ a: 1, b: [{ c: 1, d: null }], e: null }, shape)).toEqual([]);
    expect(differencesFromShape({ a: 1, b: [{ c: 1, x: 1 }], e: { g: 1 } }, shape)).toEqual([
      '$.b[0].d is missing',
      '$.b[0].x is not documented',
      '$.e.f is missing',
      '$.e.g is not documented',
    ]);
    expect(differencesFromShape([], shape)).toEqual(['$ is no object']);
  });
});
