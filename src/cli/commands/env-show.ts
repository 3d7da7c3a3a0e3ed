import { readFile } from 'node:fs/promises';

import { openTruss } from '../../host/prepare/open-truss.ts';
import { readLockEntries } from '../../toolchain/environment/lock-file/lock-file.ts';
import { lockedTorch } from '../../toolchain/environment/lock-file/locked-torch.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectory } from '../definition/define-options.ts';
import { requireEnvironment } from '../input/require-environment.ts';
import { shortPath } from '../output/short-path.ts';

export const envShowCommand = defineCommand({
  description: "Shows the truss's environment: which Python, which packages, where. Nothing is built.",
  examples: [
    { command: 'truss env show iris_rfc', about: 'the environment of a truss' },
    { command: 'truss env iris_rfc', about: 'the same, shorter' },
  ],
  arguments: { directory: trussDirectory },
  options: {},
  json: '{"version", "python", "directory", "lock", "torch": text | null, "packages": [requirement]}',
  async run({ arguments: given, output }) {
    const project = await openTruss(given.directory, output.warn);
    const { version, python, directory, lockPath } = await requireEnvironment(project);
    const text = await readFile(lockPath, 'utf8');
    const packages = readLockEntries(text).map(({ requirement }) => requirement);
    const torch = lockedTorch(text);
    output.answer({ version, python, directory, lock: lockPath, torch, packages }, (styles) =>
      [
        `${styles.bold('Python')}    ${version}`,
        `${styles.bold('at')}        ${python}`,
        `${styles.bold('lock')}      ${shortPath(lockPath)}`,
        ...(torch === null ? [] : [`${styles.bold('torch')}     ${torch.replace('torch ', '')}`]),
        `${styles.bold('packages')}  ${packages.length === 0 ? 'none' : packages.join('\n          ')}`,
      ].join('\n'),
    );
  },
});
