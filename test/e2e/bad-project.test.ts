// What a user is told about a directory that is no truss, or whose config is wrong.
import { afterAll, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** What `truss` says on stderr before it ends with status 1 and an empty stdout. */
async function complaint(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await scenario.run(words);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return scenario.normalise(stderr);
}

it('not a truss directory', async () => {
  scenario.write({ 'notes/readme.txt': 'hello' });
  expect(await complaint('serve', 'notes')).toMatchInlineSnapshot(`
    "✖ This is not a truss directory
      DIR/notes is no truss directory: it has no config.yaml.
      → Make one with \`truss init\`, or name its directory.
    "
  `);
});

it('no directory at all', async () => {
  expect(await complaint('predict', 'nowhere', '-d', '{}')).toMatchInlineSnapshot(`
    "✖ This is not a truss directory
      There is no directory DIR/nowhere.
    "
  `);
});

it('config.yml instead of config.yaml', async () => {
  scenario.write({ 'misnamed/config.yml': 'model_name: x\n' });
  expect(await complaint('serve', 'misnamed')).toMatchInlineSnapshot(`
    "✖ This is not a truss directory
      DIR/misnamed is no truss directory: it has no config.yaml.
      → Rename config.yml to config.yaml.
    "
  `);
});

it('a YAML syntax error', async () => {
  scenario.write(echoTruss('syntax', { 'config.yaml': 'model_name: iris\nresources:\n  cpu: "1\n' }));
  expect(await complaint('predict', 'syntax', '-d', '{}')).toMatchInlineSnapshot(`
    "✖ The config file is not valid YAML

      syntax/config.yaml:4:1 a quote is not closed: \`\`
          4 | 
            | ^
          → Close the quotes.
    "
  `);
});

it('three errors at once, and a key that is nearly right', async () => {
  const config = [
    'model_name: iris',
    'python_version: py27',
    'resources:',
    '  cpu: many',
    '  memory: 512Mi',
    'runtime:',
    '  request_timeout: soon',
    'requirments:',
    '- numpy',
    '',
  ].join('\n');
  scenario.write(echoTruss('three', { 'config.yaml': config }));
  expect(await complaint('predict', 'three', '-d', '{}')).toMatchInlineSnapshot(`
    "✖ The config file is not valid
      config.yaml has 3 errors.

      three/config.yaml:2:17 python_version must be one of py39 to py314, or "3.9" to "3.14" in quotes, not "py27"
          2 | python_version: py27
            |                 ^

      three/config.yaml:4:8 resources.cpu must be a number of processors, such as "2" or 500m, not "many"
          4 |   cpu: many
            |        ^

      three/config.yaml:7:20 runtime.request_timeout must be a duration above 0, such as 30s, 500ms, 2m, or a number of seconds, not "soon"
          7 |   request_timeout: soon
            |                    ^

      warning three/config.yaml:8:1 requirments is not a known key
          8 | requirments:
            | ^
          → Did you mean requirements?
    "
  `);
});

it('the same as JSON', async () => {
  scenario.write(echoTruss('json', { 'config.yaml': 'resources:\n  cpu: many\n' }));
  const { code, stdout, stderr } = await scenario.run(['predict', 'json', '-d', '{}', '--json']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(JSON.parse(scenario.normalise(stdout))).toMatchInlineSnapshot(`
    {
      "error": {
        "code": "CONFIG_INVALID",
        "exception": null,
        "hint": null,
        "issues": [
          {
            "code": "CONFIG_INVALID",
            "column": 8,
            "file": "DIR/json/config.yaml",
            "line": 2,
            "message": "resources.cpu must be a number of processors, such as "2" or 500m, not "many"",
            "path": "resources.cpu",
            "severity": "error",
          },
        ],
        "message": "resources.cpu must be a number of processors, such as "2" or 500m, not "many"",
      },
    }
  `);
});

it('an unknown key is a warning, and the model answers', async () => {
  scenario.write(echoTruss('unknown', { 'config.yaml': 'model_nam: iris\n' }));
  const { code, stdout, stderr } = await scenario.run(['predict', 'unknown', '-d', '{"inputs": [1]}']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"predictions":[1]}\n' });
  expect(scenario.normalise(stderr)).toMatchInlineSnapshot(`
    "warning unknown/config.yaml:1:1 model_nam is not a known key
        1 | model_nam: iris
          | ^
        → Did you mean model_name?
    Making an environment of Python 3.X
    "
  `);
});

it('init into a directory with other files', async () => {
  scenario.write({ 'full/notes.txt': 'keep me' });
  expect(await complaint('init', 'full')).toMatchInlineSnapshot(`
    "✖ The target directory is not empty
      DIR/full is no truss, and has other files in it: notes.txt.
      → Name a new directory, an empty one, or a truss.
    "
  `);
});
