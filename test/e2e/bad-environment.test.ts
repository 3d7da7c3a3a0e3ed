// What a user is told when the Python environment of a truss cannot be made.
import { afterAll, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** What `truss env create` says about a truss with this config, before it ends with status 1. */
async function complaint(name: string, config: string, ...options: string[]): Promise<string> {
  scenario.write(echoTruss(name, { 'config.yaml': config }));
  const { code, stdout, stderr } = await scenario.run(['env', 'create', name, ...options]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return scenario.normalise(stderr);
}

it('a requirement that does not exist', async () => {
  const config = 'requirements:\n- six==1.17.0\n- truss-no-such-package==1.0\n';
  expect(await complaint('no-package', config)).toMatchInlineSnapshot(`
    "Resolving the requirements for Python 3.X
    ✖ A requirement does not exist

      no-package/config.yaml:3:3 There is no package truss-no-such-package on the package index.
          3 | - truss-no-such-package==1.0
            |   ^

      → Check the spelling. A package of a private index needs that index: a line \`--extra-index-url https://…\`, or UV_INDEX.
    "
  `);
});

it('a version that does not exist', async () => {
  const config = 'requirements:\n- six==99.0\n';
  expect(await complaint('no-version', config)).toMatchInlineSnapshot(`
    "Resolving the requirements for Python 3.X
    ✖ A requirement does not exist

      no-version/config.yaml:2:3 No version of six fits six==99.0.
          2 | - six==99.0
            |   ^

      → Write a version that exists; \`pip index versions six\` lists them. A version with a + is on an index of its own.
    "
  `);
});

it('a requirement that is none', async () => {
  const config = 'requirements:\n- six\n- "numpy=>1"\n';
  expect(await complaint('malformed', config)).toMatchInlineSnapshot(`
    "✖ A requirement is not valid

      malformed/config.yaml:3:3 =>1 in numpy=>1 is no version constraint
          3 | - "numpy=>1"
            |   ^
          → Write numpy>=1.0,<2.
    "
  `);
});

it('a Python that is not to be had', async () => {
  scenario.write(echoTruss('no-python', { 'config.yaml': 'python_version: py314\n' }));
  // Of all Pythons only the one that launched truss can be found.
  const env = { PATH: '/nowhere', HOME: scenario.directory, PYENV_ROOT: '/nowhere' };
  const { code, stderr } = await scenario.run(['env', 'create', 'no-python'], { env });
  expect(code).toBe(1);
  const normal = scenario
    .normalise(stderr)
    .replace(/Found: .*\.$/m, 'Found: …')
    .replace(/such as python_version: py3\d+/, 'such as python_version: py3X');
  expect(normal).toMatchInlineSnapshot(`
    "✖ The Python that the truss asks for was not found

      no-python/config.yaml:1:17 python_version asks for Python 3.X, and there is none here. uv has not fetched one: downloads are off (UV_PYTHON_DOWNLOADS=never). Found: …
          1 | python_version: py314
            |                 ^

      → Either install one (\`uv python install 3.14\` does), or write another version, such as python_version: py3X.
    "
  `);
});

it('a lock that does not fit, with --frozen', async () => {
  expect(await complaint('frozen', '', '--frozen')).toMatchInlineSnapshot(`
    "✖ requirements.lock does not fit the config
      DIR/frozen has no requirements.lock, and with --frozen none is made.
      → Run \`truss env create\` without --frozen, and check in the requirements.lock that it writes.
    "
  `);
});
