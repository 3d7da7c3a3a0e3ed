import { shellWord } from '../../core/shell-word.ts';
import { configMigrateCommand } from '../commands/config-migrate.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectory } from '../definition/define-options.ts';
import { noteSuccessor } from '../output/note-successor.ts';
import { withDefaults } from './with-defaults.ts';

export const migrateCommand = defineCommand({
  description: 'Is now `truss config migrate`, which shows what it would change and writes with --write.',
  examples: [{ command: 'truss migrate iris_rfc', about: 'truss config migrate iris_rfc' }],
  arguments: { directory: trussDirectory },
  options: {},
  json: 'as of `truss config migrate`',
  run(context) {
    const place = shellWord(context.arguments.directory);
    noteSuccessor('truss migrate', `truss config migrate ${place}`, context.output);
    return configMigrateCommand.run({ ...context, options: withDefaults(configMigrateCommand, {}) });
  },
});
