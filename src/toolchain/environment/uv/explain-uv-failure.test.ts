// Messages of uv that the tests cannot bring about, or that older versions wrote. What uv says today is tried for real in
// environment-errors.test.ts.
import { expect, test } from 'vitest';

import { defaultConfig } from '../../../core/config/config.ts';
import { packageName } from '../../../core/requirements/package-name.ts';
import type { Project } from '../../project/open/open-project.ts';
import { explainUvFailure } from './explain-uv-failure.ts';

const config = { ...defaultConfig(), python_version: 'py312' };
const project: Project = { directory: '/t', configPath: '/t/config.yaml', config, written: [], issues: [], text: '' };

function explained(stderr: string, lines: readonly string[] = []): string {
  const sources = lines.map((text, index) => {
    return { text, name: packageName(text), path: `requirements[${index}]`, file: null, line: null };
  });
  const result = { status: 1, signal: null, stdout: '', stderr };
  const error = explainUvFailure(result, { step: 'install', project, lines: sources, input: '' });
  return `${error.code}: ${error.message}\n${error.hint ?? ''}\n${error.issues.map(({ path }) => path).join()}`;
}

test('a package without a version that fits, as uv 0.5 to 0.9 say it', () => {
  const stderr = `  × No solution found when resolving dependencies:
  ╰─▶ Because there is no version of six==99.0 and you require six==99.0, we can
      conclude that your requirements are unsatisfiable.`;
  expect(explained(stderr, ['idna', 'six==99.0'])).toMatchInlineSnapshot(`
    "ENV_REQUIREMENT_NOT_FOUND: No version of six fits six==99.0.
    Write a version that exists; \`pip index versions six\` lists them. A version with a + is on an index of its own.
    requirements[1]"
  `);
});

test('a package that does not exist, as uv 0.5 to 0.9 say it', () => {
  const stderr = `  × No solution found when resolving dependencies:
  ╰─▶ Because scikit-lern was not found in the package registry and you require
      scikit-lern, we can conclude that your requirements are unsatisfiable.`;
  expect(explained(stderr, ['scikit-lern'])).toMatchInlineSnapshot(`
    "ENV_REQUIREMENT_NOT_FOUND: There is no package scikit-lern on the package index.
    Did you mean scikit-learn?
    requirements[0]"
  `);
});

test('a conflict, as uv 0.5 to 0.9 say it', () => {
  const stderr = `  × No solution found when resolving dependencies:
  ╰─▶ Because pandas==2.2.0 depends on numpy>=1.26.0,<2 and you require
      numpy==1.20.0, we can conclude that your requirements and pandas==2.2.0
      are incompatible.
      And because you require pandas==2.2.0, we can conclude that your
      requirements are unsatisfiable.`;
  expect(explained(stderr, ['six', 'pandas==2.2.0', 'numpy==1.20.0'])).toMatchInlineSnapshot(`
    "ENV_REQUIREMENTS_CONFLICT: The requirements contradict each other: pandas==2.2.0 depends on numpy>=1.26.0,<2 and you require numpy==1.20.0; you require pandas==2.2.0.
    Loosen one of them: \`name\` instead of \`name==1.2\` lets the versions be chosen that fit.
    requirements[1],requirements[2]"
  `);
});

test('a requirement that cannot be read, as uv 0.5 to 0.9 say it', () => {
  const stderr = `error: Couldn't parse requirement in \`-\` at position 4
  Caused by: Expected one of \`@\`, \`(\`, \`<\`, \`=\`, \`>\`, \`~\`, \`!\`, \`;\`, found \`b\`
foo bar ==
    ^`;
  expect(explained(stderr, ['six', 'foo bar =='])).toMatchInlineSnapshot(`
    "ENV_REQUIREMENT_INVALID: "foo bar ==" is no requirement: Expected one of \`@\`, \`(\`, \`<\`, \`=\`, \`>\`, \`~\`, \`!\`, \`;\`, found \`b\`
    Write it as for pip: \`name\`, \`name==1.2\`, \`name>=1,<2 ; python_version < "3.12"\`, or \`name @ https://…\`.
    requirements[1]"
  `);
});

test('no files for this Python', () => {
  const stderr = `error: No solution found when resolving dependencies
  cause: Because tensorflow==2.5.0 has no wheels with a matching Python version tag (e.g., \`cp312\`) and you require tensorflow==2.5.0, we can conclude that your requirements are unsatisfiable.

hint: Wheels are available for \`tensorflow\` (v2.5.0) with the following Python ABI tags: \`cp36m\`, \`cp37m\`, \`cp38\`, \`cp39\``;
  expect(explained(stderr, ['tensorflow==2.5.0'])).toMatchInlineSnapshot(`
    "ENV_REQUIREMENT_NOT_FOUND: tensorflow==2.5.0 has no files for this Python. It has: \`cp36m\`, \`cp37m\`, \`cp38\`, \`cp39\`.
    python_version is py312: take another one, or another version of the package.
    requirements[0]"
  `);
});

test('no files for this platform', () => {
  const stderr = `error: No solution found when resolving dependencies
  cause: Because triton==2.0.0 has no wheels with a matching platform tag (e.g., \`manylinux_2_36_aarch64\`) and you require triton==2.0.0, we can conclude that your requirements are unsatisfiable.

hint: Wheels are available for \`triton\` (v2.0.0) on the following platforms: \`manylinux_2_17_x86_64\`, \`manylinux2014_x86_64\`, \`musllinux_1_2_x86_64\`, \`macosx_12_0_arm64\`, \`win_amd64\`, \`win32\`, \`linux_armv7l\`, \`ios_13_0\``;
  expect(explained(stderr, ['idna', 'triton==2.0.0'])).toMatchInlineSnapshot(`
    "ENV_REQUIREMENT_NOT_FOUND: triton==2.0.0 has no files for Linux on aarch64 (glibc 2.36). It has them for Linux on x86_64 (glibc 2.17), Linux on x86_64 (musl 1.2), macOS on arm64 (12.0), Windows on amd64, Windows on x86, Linux on armv7l, ios_13_0.
    Take a version that has them, or say where it is needed, as \`triton ; sys_platform == "darwin"\` or \`; platform_machine == "x86_64"\`.
    requirements[1]"
  `);
});

test('a package that needs a newer Python', () => {
  const stderr = `error: No solution found when resolving dependencies for split (markers: python_full_version == '3.8.*')
  cause: Because the requested Python version (>=3.8) does not satisfy Python>=3.9 and numpy==2.0.0 depends on Python>=3.9, we can conclude that numpy==2.0.0 cannot be used.
         And because you require numpy==2.0.0, we can conclude that your requirements are unsatisfiable.`;
  expect(explained(stderr, ['numpy==2.0.0'])).toMatchInlineSnapshot(`
    "ENV_REQUIREMENT_NOT_FOUND: numpy==2.0.0 needs Python >=3.9; the truss runs on 3.8.
    python_version is py312: take another one, or another version of the package.
    requirements[0]"
  `);
});

test('a certificate that is not trusted', () => {
  const stderr = `error: Failed to fetch: https://pypi.org/simple/six/
  cause: error sending request for url (https://pypi.org/simple/six/)
  cause: client error (Connect)
  cause: invalid peer certificate: UnknownIssuer

hint: Consider enabling use of system TLS certificates with the \`--system-certs\` command-line flag`;
  expect(explained(stderr, ['six'])).toMatchInlineSnapshot(`
    "ENV_INDEX_UNREACHABLE: The certificate of pypi.org is not trusted (UnknownIssuer).
    Behind a company's proxy, name its bundle of certificates in SSL_CERT_FILE, or set UV_SYSTEM_CERTS=1 to use the system's.
    "
  `);
});

test('a name that cannot be resolved', () => {
  const stderr = `error: Request failed after 3 retries in 9.6s
  cause: Failed to fetch: http://bob:secret@no.such.host.invalid/simple/six/
  cause: error sending request for url (http://bob:secret@no.such.host.invalid/simple/six/)
  cause: client error (Connect)
  cause: dns error
  cause: error resolving DNS
  cause: failed to lookup address information: Name or service not known`;
  expect(explained(stderr, ['six'])).toMatchInlineSnapshot(`
    "ENV_INDEX_UNREACHABLE: The package index at no.such.host.invalid cannot be reached: its name cannot be resolved.
    Check the network and HTTPS_PROXY; UV_DEFAULT_INDEX names another index, such as a mirror.
    "
  `);
});

test('an index that forbids', () => {
  const stderr = `error: No solution found when resolving dependencies
  cause: Because six was not found in the package registry and you require six, we can conclude that your requirements are unsatisfiable.

hint: An index (http://bob:secret@index/simple) returned a 403 Forbidden error. Check that the index URL is correct and the credentials are valid.`;
  expect(explained(stderr, ['six'])).toMatchInlineSnapshot(`
    "ENV_INDEX_UNREACHABLE: The index http://***@index/simple answers 403 Forbidden: it wants a user and password, or other ones.
    Put them into ~/.netrc, or into UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD for UV_INDEX="<name>=<url>".
    "
  `);
});

test('a package that is deprecated under its name', () => {
  const stderr = `error: Failed to build \`sklearn==0.0.post12\`
  cause: The build backend returned an error
  cause: Call to \`setuptools.build_meta:__legacy__.get_requires_for_build_wheel\` failed (exit status: 1)

         [stderr]
         The 'sklearn' PyPI package is deprecated, use 'scikit-learn'
         rather than 'sklearn' for pip commands.

hint: \`sklearn\` is often confused for \`scikit-learn\`. Did you mean to install \`scikit-learn\` instead?`;
  expect(explained(stderr, ['sklearn'])).toMatchInlineSnapshot(`
    "ENV_INSTALL_FAILED: sklearn==0.0.post12 could not be installed. The last lines:
    error: Failed to build \`sklearn==0.0.post12\`
      cause: The build backend returned an error
      cause: Call to \`setuptools.build_meta:__legacy__.get_requires_for_build_wheel\` failed (exit status: 1)
             [stderr]
             The 'sklearn' PyPI package is deprecated, use 'scikit-learn'
             rather than 'sklearn' for pip commands.
    Did you mean scikit-learn?
    requirements[0]"
  `);
});

test('a repository that is not there', () => {
  const stderr = `   Updating file:///tmp/nogit (HEAD)
error: Git operation failed
  cause: failed to clone into: /home/ann/.cache/uv/git-v2/db/de52923249049cd9
  cause: process didn't exit successfully: \`/usr/bin/git fetch\` (exit status: 128)
         --- stderr
         fatal: '/tmp/nogit' does not appear to be a git repository`;
  expect(explained(stderr, ['six', 'git+file:///tmp/nogit'])).toMatchInlineSnapshot(`
    "ENV_INSTALL_FAILED: git+file:///tmp/nogit could not be installed. The last lines:
    error: Git operation failed
      cause: failed to clone into: /home/ann/.cache/uv/git-v2/db/de52923249049cd9
      cause: process didn't exit successfully: \`/usr/bin/git fetch\` (exit status: 128)
             --- stderr
             fatal: '/tmp/nogit' does not appear to be a git repository
    Check the address, and that git can read it from here without asking for a password.
    requirements[1]"
  `);
});

test('a full disk', () => {
  const stderr = 'error: Failed to install: numpy.whl\n  cause: failed to copy: No space left on device (os error 28)';
  expect(explained(stderr).replace(/lie in .*?,/, 'lie in HOME,')).toMatchInlineSnapshot(`
    "DISK_FULL: There is no space left for packages. Environments lie in HOME, what uv has downloaded in its cache.
    Free some space: \`truss env list\` shows what is there, and \`uv cache prune\` removes what uv does not need.
    "
  `);
});

test('a cache that cannot be written', () => {
  const stderr =
    'error: Failed to initialize cache at `/home/x/.cache/uv`\n  cause: failed to create directory `/home/x/.cache/uv`: Permission denied (os error 13)';
  expect(explained(stderr)).toMatchInlineSnapshot(`
    "FILE_UNWRITABLE: uv may not write /home/x/.cache/uv.
    Change the permissions, or point TRUSS_HOME and UV_CACHE_DIR to directories of yours.
    "
  `);
});

test('anything else is told in the words of uv', () => {
  expect(explained('warning: something\nResolved 3 packages in 2ms\nerror: the moon is in the wrong phase'))
    .toMatchInlineSnapshot(`
    "ENV_UV_FAILED: uv ended with status 1: error: the moon is in the wrong phase

    "
  `);
});
