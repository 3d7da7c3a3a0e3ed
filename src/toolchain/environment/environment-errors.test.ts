// What the user reads when an environment cannot be had. uv is the real one; the index is ours, so that the words do not change.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { servePackageIndex } from '../../../test/support/package-index.ts';
import { temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { openProject } from '../project/open/open-project.ts';
import { ensureEnvironment } from './ensure-environment.ts';
import { lockProject } from './lock/lock-project.ts';

const home = useTemporaryHome();
afterEach(() => vi.unstubAllEnvs());

/** Everything that is said of a failure, with the places of its issues. */
async function failure(files: Record<string, string>): Promise<string> {
  const directory = temporaryTruss({ 'model/model.py': 'class Model: ...\n', ...files });
  const project = await openProject(directory);
  const error = await ensureEnvironment(project, { source: 'isolated' }).catch((thrown: unknown) => thrown);
  if (!(error instanceof TrussError)) throw error;
  const issues = error.issues.map(({ file = '', line, column, message }) => {
    return [file.replace(directory, 'DIR'), line, column].filter(Boolean).join(':') + `: ${message}`;
  });
  const words = [`${error.code}: ${error.message}`, `hint: ${error.hint}`, ...issues].join('\n');
  return words
    .replaceAll(directory, 'DIR')
    .replaceAll(home(), 'HOME')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'INDEX');
}

function requirements(...lines: string[]): Record<string, string> {
  return { 'config.yaml': `python_version: py311\nrequirements:\n${lines.map((line) => `  - ${line}\n`).join('')}` };
}

async function useIndex(...wheels: Parameters<typeof servePackageIndex>[0]['wheels']): Promise<void> {
  vi.stubEnv('UV_DEFAULT_INDEX', `http://${await servePackageIndex({ wheels })}/simple`);
}

describe('a requirement', () => {
  test('that does not exist', async () => {
    await useIndex({ name: 'six', version: '1.0' });
    expect(await failure(requirements('six', 'scikit-lern>=1'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_NOT_FOUND: There is no package scikit-lern on the package index.
      hint: Did you mean scikit-learn?
      DIR/config.yaml:4:5: There is no package scikit-lern on the package index."
    `);
  });

  test('that is the name of a module', async () => {
    await useIndex({ name: 'six', version: '1.0' });
    expect(await failure(requirements('six', 'cv2'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_NOT_FOUND: There is no package cv2 on the package index.
      hint: Did you mean opencv-python-headless?
      DIR/config.yaml:4:5: There is no package cv2 on the package index."
    `);
  });

  test('that another one needs and that does not exist', async () => {
    await useIndex({ name: 'outer', version: '1.0', requires: ['inner-thing>2'] });
    expect(await failure(requirements('outer'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_NOT_FOUND: There is no package inner-thing, which outer needs, on the package index.
      hint: Check the spelling. A package of a private index needs that index: a line \`--extra-index-url https://…\`, or UV_INDEX.
      DIR/config.yaml:3:5: There is no package inner-thing, which outer needs, on the package index."
    `);
  });

  test('of a version that does not exist', async () => {
    await useIndex({ name: 'six', version: '1.0' }, { name: 'six', version: '1.1' });
    expect(await failure(requirements('six==99.0'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_NOT_FOUND: No version of six fits six==99.0.
      hint: Write a version that exists; \`pip index versions six\` lists them. A version with a + is on an index of its own.
      DIR/config.yaml:3:5: No version of six fits six==99.0."
    `);
  });

  test('that contradicts another one', async () => {
    await useIndex(
      { name: 'left', version: '1.0', requires: ['shared<2'] },
      { name: 'right', version: '1.0', requires: ['shared>=2'] },
      { name: 'shared', version: '1.0' },
      { name: 'shared', version: '2.0' },
    );
    expect(await failure(requirements('left', 'six', 'right'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENTS_CONFLICT: The requirements contradict each other: all versions of right depend on shared>=2 and all versions of left depend on shared<2; you require left and right.
      hint: Loosen one of them: \`name\` instead of \`name==1.2\` lets the versions be chosen that fit.
      DIR/config.yaml:3:5: The requirements contradict each other: all versions of right depend on shared>=2 and all versions of left depend on shared<2; you require left and right.
      DIR/config.yaml:5:5: right takes part in this."
    `);
  });

  test('that stands twice with different versions', async () => {
    await useIndex({ name: 'six', version: '1.0' }, { name: 'six', version: '1.1' });
    expect(await failure(requirements('six==1.0', 'six==1.1'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENTS_CONFLICT: The requirements contradict each other: you require six==1.0 and six==1.1.
      hint: Loosen one of them: \`name\` instead of \`name==1.2\` lets the versions be chosen that fit.
      DIR/config.yaml:3:5: The requirements contradict each other: you require six==1.0 and six==1.1.
      DIR/config.yaml:4:5: six==1.1 takes part in this."
    `);
  });

  test('that cannot be read, in a file of requirements', async () => {
    const files = {
      'config.yaml': 'python_version: py311\nrequirements_file: requirements.txt\n',
      'requirements.txt': '# ours\nsix\nnumpy 1.0\n',
    };
    expect(await failure(files)).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_INVALID: "numpy 1.0" is no requirement: Expected one of \`@\`, \`(\`, \`<\`, \`=\`, \`>\`, \`~\`, \`!\`, \`;\`, found \`1\`
      hint: Write it as for pip: \`name\`, \`name==1.2\`, \`name>=1,<2 ; python_version < "3.12"\`, or \`name @ https://…\`.
      DIR/requirements.txt:3: "numpy 1.0" is no requirement: Expected one of \`@\`, \`(\`, \`<\`, \`=\`, \`>\`, \`~\`, \`!\`, \`;\`, found \`1\`"
    `);
  });

  test('that are in a file that is no TOML', async () => {
    const files = {
      'config.yaml': 'python_version: py311\nrequirements_file: pyproject.toml\n',
      'pyproject.toml': '[project]\nname = "mine\n',
    };
    expect(await failure(files)).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_INVALID: pyproject.toml is no TOML: invalid basic string, expected \`"\`
      hint: undefined
      DIR/pyproject.toml:2:13: pyproject.toml is no TOML: invalid basic string, expected \`"\`"
    `);
  });

  test('that are in a pyproject.toml which names none', async () => {
    const files = {
      'config.yaml': 'python_version: py311\nrequirements_file: pyproject.toml\n',
      'pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n\n[tool.ruff]\n',
    };
    expect(await failure(files)).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_INVALID: pyproject.toml names no packages: there is no [project] in it; it has [build-system], [tool].
      hint: Write \`dependencies = […]\` under [project], with a name and a version, or name a requirements.txt or uv.lock.
      DIR/config.yaml:2:20: pyproject.toml names no packages: there is no [project] in it; it has [build-system], [tool]."
    `);
  });

  test('that Poetry reads and pip cannot say', async () => {
    const files = {
      'config.yaml': 'python_version: py311\nrequirements_file: pyproject.toml\n',
      'pyproject.toml': '[tool.poetry.dependencies]\nsix = "^1 || ^3"\n',
    };
    expect(await failure(files)).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_INVALID: pyproject.toml: pip has no way to say six = "^1 || ^3".
      hint: Write it as one range, or export the packages: \`poetry export -o requirements.txt\`.
      DIR/config.yaml:2:20: pyproject.toml: pip has no way to say six = "^1 || ^3"."
    `);
  });

  test('that are in a pyproject.toml for another Python', async () => {
    const files = {
      'config.yaml': 'python_version: py311\nrequirements_file: pyproject.toml\n',
      'pyproject.toml': '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.12"\n',
    };
    expect((await failure(files)).replaceAll(/3\.11\.\d+/g, '3.11.N')).toMatchInlineSnapshot(`
      "ENV_PYTHON_UNSUPPORTED: python_version asks for Python 3.11 (here 3.11.N), and pyproject.toml for >=3.12.
      hint: Change one of them; without python_version a Python is chosen that pyproject.toml allows.
      DIR/config.yaml:1:17: python_version asks for Python 3.11 (here 3.11.N), and pyproject.toml for >=3.12."
    `);
  });

  test('that is a directory that does not exist', async () => {
    expect(await failure(requirements('./packages/mine'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_NOT_FOUND: There is nothing at file://DIR/packages/mine.
      hint: Correct the address in the requirement.
      DIR/config.yaml:3:5: There is nothing at file://DIR/packages/mine."
    `);
  });

  test('that cannot be built', async () => {
    const setup =
      'import sys\nprint("looking for the compiler")\nsys.exit("mine.c:1: fatal error: mine.h: No such file")\n';
    expect(await failure({ ...requirements('./mine'), 'mine/setup.py': setup })).toMatchInlineSnapshot(`
      "ENV_INSTALL_FAILED: ./mine could not be installed. The last lines:
      error: The build backend returned an error
        cause: Call to \`setuptools.build_meta:__legacy__.get_requires_for_build_wheel\` failed (exit status: 1)
               [stdout]
               looking for the compiler
               [stderr]
               mine.c:1: fatal error: mine.h: No such file
      hint: There is no ready-made file of it for this Python, so it is built here: it may want a compiler, a system package, or another version.
      DIR/config.yaml:3:5: ./mine could not be installed. The last lines:
      error: The build backend returned an error
        cause: Call to \`setuptools.build_meta:__legacy__.get_requires_for_build_wheel\` failed (exit status: 1)
               [stdout]
               looking for the compiler
               [stderr]
               mine.c:1: fatal error: mine.h: No such file"
    `);
  });

  test('whose file has changed since it was locked', async () => {
    vi.stubEnv('UV_NO_CACHE', '1');
    await useIndex({ name: 'tiny', version: '1.0' });
    const directory = temporaryTruss(requirements('tiny'));
    await lockProject(await openProject(directory));
    const lock = readFileSync(join(directory, 'requirements.lock'), 'utf8');
    await useIndex({ name: 'tiny', version: '1.0', requires: ['something-else'] });
    expect(await failure({ ...requirements('tiny'), 'requirements.lock': lock })).toMatchInlineSnapshot(`
      "ENV_INSTALL_FAILED: tiny==1.0 is not the file that requirements.lock was made with: its hash is another.
      hint: Find out why before you trust it. Where the index has replaced the file on purpose, remove requirements.lock so that it is made anew."
    `);
  });
});

describe('the index', () => {
  test('that wants a password', async () => {
    const host = await servePackageIndex({ wheels: [{ name: 'six', version: '1.0' }], credentials: 'a:b' });
    vi.stubEnv('UV_DEFAULT_INDEX', `http://${host}/simple`);
    expect(await failure(requirements('six'))).toMatchInlineSnapshot(`
      "ENV_INDEX_UNREACHABLE: The index http://INDEX/simple answers 401 Unauthorized: it wants a user and password, or other ones.
      hint: Put them into ~/.netrc, or into UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD for UV_INDEX="<name>=<url>"."
    `);
  });

  test('that gets a wrong password, which is not shown', async () => {
    const host = await servePackageIndex({ wheels: [{ name: 'six', version: '1.0' }], credentials: 'a:b' });
    vi.stubEnv('UV_DEFAULT_INDEX', `http://a:wrong-secret@${host}/simple`);
    expect(await failure(requirements('six'))).not.toContain('wrong-secret');
  });

  test('that refuses the connection', async () => {
    vi.stubEnv('UV_HTTP_RETRIES', '0');
    vi.stubEnv('UV_DEFAULT_INDEX', 'http://127.0.0.1:9/simple');
    vi.stubEnv('UV_NO_CACHE', '1');
    expect(await failure(requirements('six'))).toMatchInlineSnapshot(`
      "ENV_INDEX_UNREACHABLE: The package index at INDEX cannot be reached: it refuses the connection.
      hint: Check the network and HTTPS_PROXY; UV_DEFAULT_INDEX names another index, such as a mirror."
    `);
  });

  test('that must not be asked', async () => {
    vi.stubEnv('UV_OFFLINE', '1');
    vi.stubEnv('UV_NO_CACHE', '1');
    expect(await failure(requirements('six'))).toMatchInlineSnapshot(`
      "ENV_INDEX_UNREACHABLE: uv may not use the network (UV_OFFLINE is set), and its cache does not hold all packages.
      hint: Unset UV_OFFLINE for this run."
    `);
  });
});

describe('a tool', () => {
  test('uv that TRUSS_UV names and that is not there', async () => {
    vi.stubEnv('TRUSS_UV', join(home(), 'uv'));
    expect(await failure(requirements('six==1.1'))).toMatchInlineSnapshot(`
      "ENV_UV_MISSING: TRUSS_UV names HOME/uv, which is no program.
      hint: Correct TRUSS_UV, or unset it so that uv is looked for."
    `);
  });

  test('uv that is nowhere', async () => {
    vi.stubEnv('TRUSS_UV', '');
    vi.stubEnv('TRUSS_PYTHON', '/usr/bin/python3');
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('HOME', home());
    expect(await failure({ 'config.yaml': 'requirements: ["six==1.2"]\n' })).toMatchInlineSnapshot(`
      "ENV_UV_MISSING: uv, which makes the environments of trusses, is neither beside the Python of truss nor on the PATH.
      hint: Install it with \`pip install uv\`, or as https://docs.astral.sh/uv says; TRUSS_UV may name its path."
    `);
  });

  test('Python that is not there', async () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('HOME', home());
    vi.stubEnv('PYENV_ROOT', home());
    const words = await failure({ 'config.yaml': 'python_version: py314\nrequirements: ["six==1.2"]\n' });
    // What is installed differs from machine to machine.
    expect(words.replaceAll(/Found: .*\.$/gm, 'Found: ….').replace(/py3\d+\.$/m, 'FOUND.')).toMatchInlineSnapshot(`
      "ENV_PYTHON_MISSING: python_version asks for Python 3.14, and there is none here. uv has not fetched one: downloads are off (UV_PYTHON_DOWNLOADS=never). Found: ….
      hint: Either install one (\`uv python install 3.14\` does), or write another version, such as python_version: FOUND.
      DIR/config.yaml:1:17: python_version asks for Python 3.14, and there is none here. uv has not fetched one: downloads are off (UV_PYTHON_DOWNLOADS=never). Found: …."
    `);
  });

  test('a file of requirements that is not there', async () => {
    expect(await failure({ 'config.yaml': 'requirements_file: requirements.txt\n' })).toMatchInlineSnapshot(`
      "FILE_MISSING: The requirements are in requirements.txt, and there is no DIR/requirements.txt.
      hint: Correct the name, or put the file there.
      DIR/config.yaml:1:20: The requirements are in requirements.txt, and there is no DIR/requirements.txt."
    `);
  });
});
