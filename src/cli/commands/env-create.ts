import { shellWord } from '../../core/shell-word.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { ensureEnvironment } from '../../toolchain/environment/ensure-environment.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { shortPath } from '../output/short-path.ts';

export const envCreateCommand = defineCommand({
  description:
    "Locks the truss's requirements with hashes into requirements.lock and builds the environment that the lock describes. Trusses with an equal lock share one; what is there already is kept.",
  examples: [
    { command: 'truss env create iris_rfc', about: 'so that the first request need not wait for it' },
    { command: 'truss env create --frozen', about: 'in CI: fail where the lock does not fit the config' },
  ],
  arguments: { directory: trussDirectory },
  options: { frozen: flag('--frozen', 'fail where requirements.lock does not fit the config') },
  json: '{"python", "version", "directory", "created": bool, "lock": path | null}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn);
    const environment = await ensureEnvironment(project, {
      source: 'isolated',
      frozen: options.frozen,
      progress: output.progress.show,
      signal,
    });
    output.warn(environment.warnings);
    const { python, version, directory, created, lockPath } = environment;
    output.answer({ python, version, directory, created, lock: lockPath }, (styles) =>
      [
        `${styles.success('✔')} ${created ? 'Built the environment' : 'The environment is there already'}: Python ${version}`,
        ...(directory === null ? [] : [styles.dim(`  ${directory}`)]),
        ...(lockPath === null ? [] : [styles.dim(`  locked by ${shortPath(lockPath)}`)]),
      ].join('\n'),
    );
    output.next([`truss serve ${shellWord(shortPath(project.directory))}`]);
  },
});
