import { removeSecrets } from '../../toolchain/secrets/edit-local-store.ts';
import { localStorePath } from '../../toolchain/secrets/local-store.ts';
import { defineCommand } from '../definition/define-command.ts';
import { requiredTexts } from '../definition/define-options.ts';
import { shortPath } from '../output/short-path.ts';

export const secretRemoveCommand = defineCommand({
  description: 'Removes secrets from this machine: all that are named, or none where one of them is not there.',
  examples: [{ command: 'truss secret remove hf_access_token', about: 'one, by its name in `truss secret list`' }],
  arguments: { names: requiredTexts('names as `truss secret list` shows them') },
  options: {},
  json: '{"removed": [name], "store": path}',
  async run({ arguments: { names }, output }) {
    await removeSecrets(names);
    const store = localStorePath();
    output.answer(
      { removed: names, store },
      (styles) => `${styles.success('✔')} Removed ${names.join(', ')} from ${shortPath(store)}`,
    );
  },
});
