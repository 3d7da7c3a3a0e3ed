import { expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import type { TrussError } from '../../../core/errors/truss-error.ts';
import { openProject } from '../../project/open/open-project.ts';
import { lockProject } from '../lock/lock-project.ts';

useTemporaryHome();

async function refusal(files: Record<string, string>): Promise<readonly string[]> {
  const directory = temporaryTruss(files);
  const error = await openProject(directory)
    .then((project) => lockProject(project))
    .then(
      () => null,
      (thrown: unknown) => thrown as TrussError,
    );
  expect(error).toMatchObject({ code: 'ENV_REQUIREMENT_INVALID' });
  const lines = error?.issues.map(({ file, line, message, hint }) => `${file}:${line} ${message} → ${hint}`) ?? [];
  return lines.map((text) => text.replaceAll(directory, 'DIR'));
}

test('lines of other tools in a file are named all at once, with their lines', async () => {
  const files = {
    'config.yaml': 'requirements_file: requirements.txt\n',
    'requirements.txt': 'six\npkg-resources==0.0.0\npywin32==306  # of a colleague\n-f ./wheels\n',
  };
  expect(await refusal(files)).toEqual([
    'DIR/requirements.txt:2 pkg-resources==0.0.0 is no package: old versions of pip list it by mistake → Remove the line.',
    'DIR/requirements.txt:3 pywin32==306 is for Windows alone → Remove it, or write where it is needed: pywin32==306 ; sys_platform == "win32"',
    'DIR/requirements.txt:4 -f ./wheels: there is no DIR/wheels. → Correct the path, or put the packages there.',
  ]);
});

test('a file of conda is told from one of pip', async () => {
  const files = { 'config.yaml': 'requirements_file: environment.yml\n', 'environment.yml': 'dependencies: [numpy]\n' };
  const [line] = await refusal(files);
  expect(line).toMatch(/^DIR\/config\.yaml:1 environment\.yml is a file of conda, .* → Name a requirements\.txt, /);
});

test('a directory that is not there is named with its line', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'requirements:\n  - -e ./mine\n' });
  await expect(lockProject(await openProject(directory))).rejects.toMatchObject({
    code: 'ENV_REQUIREMENT_NOT_FOUND',
    issues: [{ path: 'requirements[0]', line: 2 }],
  });
});
