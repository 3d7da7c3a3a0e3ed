import { shellWord } from '../../core/shell-word.ts';
import { predictCommand } from '../commands/predict.ts';
import { testCommand } from '../commands/test.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, text, trussDirectory } from '../definition/define-options.ts';
import { noteSuccessor } from '../output/note-successor.ts';
import { withDefaults } from './with-defaults.ts';

export const runExampleCommand = defineCommand({
  description: 'The command of 2022. One example is now run by `truss predict --example`, all of them by `truss test`.',
  examples: [
    { command: 'truss run-example iris_rfc --name example1', about: 'truss predict iris_rfc --example example1' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    name: text('--name <name>', 'only the example of this name'),
    local: flag('--local', 'has no effect: examples are never run in a container'),
  },
  json: 'as of `truss predict` with --name, else as of `truss test`',
  run(context) {
    const { name } = context.options;
    const { directory } = context.arguments;
    const place = shellWord(directory);
    if (name === null) {
      noteSuccessor('truss run-example', `truss test ${place}`, context.output);
      return testCommand.run({ ...context, options: withDefaults(testCommand, {}) });
    }
    noteSuccessor('truss run-example --name', `truss predict ${place} --example ${shellWord(name)}`, context.output);
    return predictCommand.run({ ...context, options: withDefaults(predictCommand, { example: name }) });
  },
});
