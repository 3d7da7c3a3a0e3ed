import { openTruss } from '../../host/prepare/open-truss.ts';
import { cleanWeights } from '../../toolchain/weights/clean-weights.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';

export const weightsCleanCommand = defineCommand({
  description:
    'Takes the weights of a truss away from this machine, where no other truss has them; with --all those of every truss, and what was broken off. The lock stays: a pull brings them back. Files in data/ stay, too.',
  examples: [
    { command: 'truss weights clean llama', about: 'what only this truss has' },
    { command: 'truss weights clean --all', about: 'every file that was ever fetched' },
  ],
  arguments: { directory: trussDirectory },
  options: { all: flag('--all', 'take away the weights of all trusses') },
  json: '{"files", "bytes"}',
  async run({ arguments: given, options, output }) {
    const project = options.all ? null : await openTruss(given.directory, output.warn);
    const { files, bytes } = await cleanWeights(project);
    output.answer({ files, bytes }, (styles) =>
      files === 0
        ? 'There is nothing to remove.'
        : `${styles.success('✔')} Removed ${files} files (${byteSize(bytes)})`,
    );
  },
});
