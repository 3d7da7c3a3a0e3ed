import { shellWord } from '../../core/shell-word.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { lockWeights } from '../../toolchain/weights/lock-weights.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';
import { renderChanges } from '../output/render-weights.ts';
import { shortPath } from '../output/short-path.ts';

export const weightsLockCommand = defineCommand({
  description:
    'Writes weights.lock: of each source of the config the revision that it has now, and of each file its path, size and sha256. What is locked stays as it is, and its source is not asked; with --update all sources are asked, and what has changed is shown. Files whose sha256 a source does not tell are fetched for it.',
  examples: [
    { command: 'truss weights lock llama', about: 'after a change of weights in the config' },
    { command: 'truss weights lock --update', about: 'take what the sources have today, and see what is new' },
  ],
  arguments: { directory: trussDirectory },
  options: { update: flag('--update', 'ask all sources for what they have now') },
  json: '{"lock": path, "written": bool, "files", "bytes", "sources": [{"source", "revision", "files": [{"path", "size", "sha256"}]}], "changes": [{"source", "revisionBefore", "revisionAfter", "files": [{"path", "kind": "added" | "removed" | "changed", "sizeBefore", "sizeAfter"}]}]}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn);
    const { path, lock, written, changes, doubts } = await lockWeights(project, {
      update: options.update,
      offline: false,
      progress: output.progress.show,
      signal,
    });
    output.warn(doubts);
    const files = lock.sources.flatMap((source) => source.files);
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    const sources = lock.sources.map(({ source, revision, files: each }) => ({ source, revision, files: each }));
    output.answer({ lock: path, written, files: files.length, bytes, sources, changes }, (styles) => {
      const count = `${files.length} ${files.length === 1 ? 'file' : 'files'} (${byteSize(bytes)})`;
      const head = written ? `Locked ${count}` : `The lock fits already: ${count}`;
      return [`${styles.success('✔')} ${head}: ${shortPath(path)}`, ...renderChanges(changes, styles)].join('\n');
    });
    output.next([`truss weights pull ${shellWord(shortPath(project.directory))}`]);
  },
});
