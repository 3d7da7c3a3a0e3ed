import { localStorePath, readLocalStore } from '../../toolchain/secrets/local-store.ts';
import { defineCommand } from '../definition/define-command.ts';

export const secretListCommand = defineCommand({
  description: 'Lists the names of the secrets that this machine keeps, one a line. No value is ever shown.',
  examples: [{ command: 'truss secret list', about: 'which there are' }],
  arguments: {},
  options: {},
  json: '{"secrets": [name], "store": path}',
  async run({ output }) {
    const { secrets } = await readLocalStore();
    const names = [...secrets.keys()].sort();
    if (names.length === 0) output.next(['truss secret set <name>']);
    output.answer({ secrets: names, store: localStorePath() }, () =>
      names.length === 0 ? 'There is no secret yet.' : names.join('\n'),
    );
  },
});
