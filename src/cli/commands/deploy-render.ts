import { join, resolve } from 'node:path';

import { documentToYaml, manifestsToYaml } from '../../core/deploy/manifest.ts';
import { TARGET_NAMES, TARGETS } from '../../core/deploy/targets.ts';
import { shellWord } from '../../core/shell-word.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { makeDirectory } from '../../system/files/make-directory.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { explainWriteError } from '../../toolchain/home/explain-system-error.ts';
import { defineCommand } from '../definition/define-command.ts';
import { choice, text, trussDirectories } from '../definition/define-options.ts';
import { deployOptions } from '../definition/deploy-options.ts';
import { hereOptions, portsHere, requireRouter } from '../definition/ports-here.ts';
import { planDeployments } from '../input/plan-deployments.ts';

export const deployRenderCommand = defineCommand({
  description:
    'Writes what a cluster would be asked for, and asks none: for GitOps, and to look at. The same trusses and options give the same bytes everywhere.',
  examples: [
    { command: 'truss deploy render iris_rfc --image registry.example.com/iris-rfc:1', about: 'on stdout' },
    {
      command: 'truss deploy render --image registry.example.com/iris-rfc:1 --stage production --output k8s',
      about: 'a file for each object',
    },
  ],
  arguments: { directories: trussDirectories },
  options: {
    target: choice('-t, --target <name>', 'what it is for', TARGET_NAMES),
    ...deployOptions,
    ...hereOptions,
    output: text('-o, --output <path>', 'the directory to write: a file for each object'),
  },
  json: '{"target", "documents": [{"file", "content"}]}',
  async run({ arguments: given, options, output }) {
    const projects = [];
    for (const directory of given.directories) projects.push(await openTruss(directory, output.warn, 'image'));
    requireRouter(projects, options.onePort);
    const target = TARGETS[options.target];
    const documents = target.render(planDeployments(projects, options), portsHere(options, options.target));
    const answer = { target: options.target, documents };
    if (options.output === null) {
      const whole = manifestsToYaml(documents.map(({ content }) => content));
      return output.answer(answer, () => whole.trimEnd());
    }
    const directory = resolve(options.output);
    await makeDirectory(directory);
    for (const { file, content } of documents) {
      const path = join(directory, file);
      await writeFileWhole(path, documentToYaml(content)).catch((error: unknown) => {
        throw explainWriteError(error, path);
      });
    }
    output.answer(answer, (styles) => `${styles.success('✔')} Wrote ${documents.length} files to ${options.output}`);
    output.next([target.applyCommand(shellWord(options.output))]);
  },
});
