import { expect, test } from 'vitest';

import { poetryDependencies } from './dependencies.ts';

test('every form of a dependency is a line of pip', () => {
  const { lines, python, problems } = poetryDependencies({
    dependencies: {
      python: '^3.11',
      six: '^1.16',
      any: '*',
      pandas: { version: '~2.1', extras: ['excel', 'html'] },
      tomli: { version: '^2', python: '<3.11' },
      old: { version: '1.0', python: '~3.9 || >=3.12.1', platform: 'linux' },
      win: { version: '*', markers: "sys_platform == 'win32'" },
      later: { version: '^1', optional: true },
      repo: { git: 'https://h/o/repo.git', tag: 'v1', subdirectory: 'py' },
      ssh: { git: 'git@h:o/ssh.git', branch: 'main' },
      file: { url: 'https://h/file-1.0.tar.gz' },
      numpy: [
        { version: '^1', python: '<3.12' },
        { version: '^2', python: '>=3.12' },
      ],
      either: '<1 || >=2',
    },
    source: [{ name: 'ours', url: 'https://h/simple' }],
  });
  expect(lines.map(({ text }) => text)).toEqual([
    '--extra-index-url https://h/simple',
    'six>=1.16,<2',
    'any',
    'pandas[excel,html]>=2.1,<2.2',
    "tomli>=2,<3 ; python_version < '3.11'",
    "old==1.0 ; (sys_platform == 'linux') and (python_version >= '3.9' and python_version < '3.10' or python_full_version >= '3.12.1')",
    "win ; sys_platform == 'win32'",
    'repo @ git+https://h/o/repo.git@v1#subdirectory=py',
    'ssh @ git+ssh://git@h/o/ssh.git@main',
    'file @ https://h/file-1.0.tar.gz',
    "numpy>=1,<2 ; python_version < '3.12'",
    "numpy>=2,<3 ; python_version >= '3.12'",
  ]);
  expect(python).toEqual(['>=3.11,<4']);
  expect(problems).toEqual(['pip has no way to say either = "<1 || >=2"']);
});
