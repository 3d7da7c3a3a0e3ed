import { TrussError } from '../../core/errors/truss-error.ts';
import { listEnvironments } from '../../toolchain/environment/store/list-environments.ts';
import { removeEnvironment } from '../../toolchain/environment/store/remove-environment.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, texts } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';

export const envRemoveCommand = defineCommand({
  description:
    'Removes environments. Nothing of a truss is lost: the next command that needs an environment builds it again from its lock.',
  examples: [
    { command: 'truss env remove py311-0123456789abcdef', about: 'one, by its name in `truss env list`' },
    { command: 'truss env remove --all', about: 'all of them' },
  ],
  arguments: { names: texts('names as `truss env list` shows them') },
  options: { all: flag('--all', 'remove every environment') },
  json: '{"removed": [name], "bytes"}',
  async run({ arguments: given, options, output }) {
    if (options.all === given.names.length > 0) {
      throw new TrussError('USAGE', {
        message: options.all ? 'Both names and --all are given.' : 'No environment is named.',
        hint: 'Name environments as `truss env list` shows them, or give --all.',
      });
    }
    const sizes = new Map((await listEnvironments()).map(({ key, bytes }) => [key, bytes]));
    const removed = options.all ? [...sizes.keys()] : given.names;
    for (const name of removed) await removeEnvironment(name);
    const bytes = removed.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
    output.answer({ removed, bytes }, (styles) =>
      removed.length === 0
        ? 'There is no environment to remove.'
        : `${styles.success('✔')} Removed ${removed.join(', ')} (${byteSize(bytes)})`,
    );
  },
});
