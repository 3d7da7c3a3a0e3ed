import { openTruss } from '../../host/prepare/open-truss.ts';
import { verifyWeights } from '../../toolchain/weights/verify-weights.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';
import { renderChanges } from '../output/render-weights.ts';

export const weightsVerifyCommand = defineCommand({
  description:
    'Reads every file of weights.lock on this machine and compares its sha256; one that is damaged is forgotten, so that the next pull fetches it. With --remote the sources are asked, too, whether they still have what is locked: a branch that has moved, a file that is another one. Ends with 1 where something is not as it should be.',
  examples: [
    { command: 'truss weights verify llama', about: 'whether the files here are right' },
    { command: 'truss weights verify --remote', about: 'and whether their sources have changed' },
  ],
  arguments: { directory: trussDirectory },
  options: { remote: flag('--remote', 'ask the sources what they have now') },
  json: '{"files", "bytes", "corrupt": [path], "irreplaceable": [path], "missing": [path], "changes": [{"source", "revisionBefore", "revisionAfter", "files": [{"path", "kind": "added" | "removed" | "changed", "sizeBefore", "sizeAfter"}]}]}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn);
    const { remote } = options;
    const found = await verifyWeights(project, { remote, offline: false, progress: output.progress.show, signal });
    const { files, bytes, corrupt, irreplaceable, missing, changes } = found;
    const fetched = corrupt.length - irreplaceable.length + missing.length;
    output.answer(found, (styles) => {
      const right = `${styles.success('✔')} ${files - corrupt.length} files are as weights.lock says (${byteSize(bytes)})`;
      const remedy = (path: string): string =>
        irreplaceable.includes(path)
          ? 'no source has it. Copy it from where the truss was made, or take it as it is: truss weights lock'
          : 'the next pull fetches it again';
      const wrong = corrupt.map((path) => `${styles.error('✘')} ${path} is damaged: ${remedy(path)}`);
      const absent = missing.map((path) => `${styles.error('✘')} ${path} is not on this machine`);
      return [right, ...wrong, ...absent, ...renderChanges(changes, styles)].join('\n');
    });
    if (fetched > 0) output.next(['truss weights pull']);
    if (changes.length > 0) output.next(['truss weights lock --update']);
    return corrupt.length + missing.length + changes.length === 0 ? undefined : 'failed';
  },
});
