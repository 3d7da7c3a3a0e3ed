import { resolve } from 'node:path';

import { shellWord } from '../../core/shell-word.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { planContext } from '../../toolchain/image/context/plan-context.ts';
import { writeContext } from '../../toolchain/image/context/write-context.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, requiredText, trussDirectory } from '../definition/define-options.ts';

export const imageContextCommand = defineCommand({
  description:
    'Writes all that an image of the truss is made of: a Dockerfile, and a folder for each layer. Any `docker build` with BuildKit makes the image of it; nothing of Docker is needed here. The same truss gives the same files everywhere.',
  examples: [
    { command: 'truss image context out iris_rfc', about: 'then: docker build out' },
    { command: 'truss image context build/context --frozen', about: 'in CI, of the truss of this directory' },
  ],
  arguments: {
    target: requiredText('the directory to write: new, empty, or a context that was written before'),
    directory: trussDirectory,
  },
  options: {
    mountData: flag('--mount-data', 'leave data/ out of the image'),
    frozen: flag('--frozen', 'fail where requirements.lock does not fit the config'),
  },
  json: '{"directory", "name", "hash", "files": number}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn, 'image');
    const { frozen, mountData } = options;
    const progress = output.progress.show;
    const plan = await planContext(project, { frozen, withData: !mountData, progress, signal });
    output.warn(plan.lock.warnings);
    const directory = resolve(given.target);
    await writeContext(directory, plan, signal);
    const { name, hash, files } = plan;
    output.answer(
      { directory, name, hash, files: files.length },
      (styles) => `${styles.success('✔')} Wrote ${files.length} files to ${given.target}`,
    );
    output.next([`docker build --tag ${name} ${shellWord(given.target)}`]);
  },
});
