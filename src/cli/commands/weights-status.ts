import { openTruss } from '../../host/prepare/open-truss.ts';
import { weightsStatus } from '../../toolchain/weights/weights-status.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectory } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';
import { renderTable } from '../output/table.ts';

export const weightsStatusCommand = defineCommand({
  description:
    'Shows what of the weights of a truss is on this machine: of each source how many files, and where the model finds them. Nothing is fetched, and no source is asked.',
  examples: [{ command: 'truss weights status llama', about: 'what is here, and what is missing' }],
  arguments: { directory: trussDirectory },
  options: {},
  json: '{"weights": [{"name", "field", "source": text | null, "revision": text | null, "state": "unlocked" | "missing" | "fetched" | "ready", "path": path | null, "files", "bytes", "filesHere", "bytesHere"}]}',
  async run({ arguments: given, output }) {
    const weights = await weightsStatus(await openTruss(given.directory, output.warn));
    output.answer({ weights }, (styles) => {
      if (weights.length === 0) return 'The config names no weights.';
      const rows = weights.map(({ name, state, filesHere, files, bytes, source }) => {
        return [name, state, `${filesHere} of ${files}`, byteSize(bytes), source ?? '(kept apart by mk_truss)'];
      });
      return renderTable([['NAME', 'STATE', 'FILES', 'SIZE', 'SOURCE'].map(styles.bold), ...rows]);
    });
    const isLess = weights.some(({ state }) => state === 'missing' || state === 'unlocked');
    if (isLess) output.next(['truss weights pull']);
  },
});
