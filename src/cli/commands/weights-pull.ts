import { TrussError } from '../../core/errors/truss-error.ts';
import { shellWord } from '../../core/shell-word.ts';
import { describePickle } from '../../core/weights/pickles/describe-pickle.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import type { FoundPickle } from '../../toolchain/weights/find-pickles.ts';
import { findPickles } from '../../toolchain/weights/find-pickles.ts';
import { pullWeights } from '../../toolchain/weights/pull-weights.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';
import { shortPath } from '../output/short-path.ts';

function refused(pickles: readonly FoundPickle[]): TrussError {
  return new TrussError('WEIGHTS_UNSAFE', {
    message: `These can run code when they are loaded: ${pickles.map(({ path }) => path).join(', ')}.`,
    hint: 'Take the same weights as safetensors, and leave these out: ignore_patterns.',
  });
}

/** What to do where nothing should be loaded. */
const INSTEAD =
  'Take the same weights as safetensors, or leave these files out (ignore_patterns in the config); then: truss weights lock';

export const weightsPullCommand = defineCommand({
  description:
    'Fetches the files of weights.lock that this machine does not have, and puts them where the model looks. A file is checked while it comes, and appears under its name when it is whole and right; what a broken connection or a kill has left is gone on with. Trusses that have the same file share it. Without a lock one is made.',
  examples: [
    { command: 'truss weights pull llama', about: 'so that serve need not wait for it' },
    { command: 'truss weights pull --offline', about: 'say what is missing, and fetch nothing' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    frozen: flag('--frozen', 'fail where there is no weights.lock, instead of making it'),
    offline: flag('--offline', 'fetch nothing over the network: say what is missing'),
    requireSafetensors: flag(
      '--require-safetensors',
      'fail where a file is a pickle, which can run code when it is loaded',
    ),
  },
  json: '{"fetched": {"files", "bytes"}, "pickles": [{"path", "risk", "names"}], "weights": [{"name", "source", "revision", "path", "files", "bytes"}]}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn);
    const pulled = await pullWeights(project, { ...options, progress: output.progress.show, signal });
    // Of pickles all are told below, and not of new ones alone.
    output.warn(pulled.doubts.filter(({ code }) => code !== 'WEIGHTS_UNSAFE'));
    const sizeOf = (files: readonly { readonly size: number }[]): number =>
      files.reduce((sum, { size }) => sum + size, 0);
    const fetched = { files: pulled.fetched.length, bytes: sizeOf(pulled.fetched) };
    const weights = pulled.weights.map(({ planned, locked, here }) => {
      const { source, revision, files } = locked;
      return { name: planned.name, source, revision, path: here.path, files: files.length, bytes: sizeOf(files) };
    });
    const former = pulled.weights
      .flatMap(({ locked }) => locked.files)
      .filter((file) => !pulled.fetched.includes(file));
    const pickles = [...pulled.pickles, ...(await findPickles(former))];
    const isHarmful = pickles.some(({ risk }) => risk === 'harmful');
    if (options.requireSafetensors && pickles.length > 0) throw refused(pickles);
    output.answer({ fetched, pickles, weights }, (styles) => {
      if (weights.length === 0 && pulled.apart.length === 0) return 'The config names no weights.';
      const done =
        fetched.files === 0
          ? 'All files are there already'
          : `Fetched ${fetched.files} files, ${byteSize(fetched.bytes)}`;
      const rows = weights.map(({ name, path }) => styles.dim(`  ${name}  ${shortPath(path)}`));
      const told = pickles.map((pickle) => {
        const mark = pickle.risk === 'harmful' ? styles.error('✘') : styles.warning('!');
        return `${mark} ${describePickle(pickle)}`;
      });
      const advice = isHarmful ? [`→ ${INSTEAD}`] : [];
      return [`${styles.success('✔')} ${done}`, ...rows, ...told, ...advice].join('\n');
    });
    const hasAny = weights.length + pulled.apart.length > 0;
    if (hasAny && !isHarmful) output.next([`truss serve ${shellWord(shortPath(project.directory))}`]);
  },
});
