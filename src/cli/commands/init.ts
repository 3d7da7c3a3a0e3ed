import { join } from 'node:path';

import { shellWord } from '../../core/shell-word.ts';
import type { SampleRequest } from '../../host/ask/sample-request.ts';
import { samplePrediction } from '../../host/ask/sample-request.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { initProject } from '../../toolchain/project/create/init-project.ts';
import { FRAMEWORK_NAMES } from '../../toolchain/project/create/starts/starts.ts';
import { defineCommand } from '../definition/define-command.ts';
import { choice, requiredText, text } from '../definition/define-options.ts';
import { formWords } from '../output/form-words.ts';
import { prettyJson } from '../output/pretty-json.ts';
import { shortPath } from '../output/short-path.ts';

export const initCommand = defineCommand({
  description:
    'Makes a truss: a directory with a config, a class `Model` to fill in, and an example. With --framework the class loads a model of that framework from data/. Nothing is overwritten: a directory that holds other files is refused.',
  examples: [
    { command: 'truss init my-model', about: 'a new truss in my-model/' },
    { command: 'truss init my-model --framework sklearn', about: 'for a model of scikit-learn in a file of joblib' },
    { command: 'truss init my-model --name "Churn, weekly"', about: 'with a name that a server shows' },
  ],
  arguments: { directory: requiredText('where to make it') },
  options: {
    name: text('-n, --name <name>', "the model's name in the config"),
    framework: choice(
      '--framework <name>',
      `what the model is made with: ${FRAMEWORK_NAMES.join(', ')}`,
      FRAMEWORK_NAMES,
    ),
  },
  json: '{"directory", "written": [relative path], "needs": {"path", "how"} | null}',
  async run({ arguments: given, options, output }) {
    const name = options.name === null ? {} : { name: options.name };
    const { framework } = options;
    const { directory, written, needs } = await initProject({ directory: given.directory, framework, ...name });
    const shown = shortPath(directory);
    output.answer({ directory, written, needs }, (styles) =>
      [
        `${styles.success('✔')} Made a truss in ${shown}`,
        ...written.map((file) => styles.dim(`  ${join(shown, file)}`)),
      ].join('\n'),
    );
    if (needs !== null) output.note(() => `\nPut the model into ${join(shown, needs.path)}: ${needs.how}`);
    const project = await openTruss(directory, output.warn);
    const request = await samplePrediction(project, output.warn);
    output.next([`truss predict ${shellWord(shown)} ${inputOption(request)}`, `truss serve ${shellWord(shown)}`]);
  },
});

function inputOption(request: SampleRequest): string {
  if ('form' in request) return formWords(request.form);
  return 'file' in request
    ? `-f ${shellWord(shortPath(request.file))}`
    : `-d ${shellWord(prettyJson(request.json, Number.POSITIVE_INFINITY))}`;
}
