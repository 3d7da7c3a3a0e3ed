import { TrussError } from '../../core/errors/truss-error.ts';
import { defineCommand } from '../define-command.ts';
import { text, trussDirectory } from '../define-options.ts';
import { environmentOptions } from '../define-serving-options.ts';
import { chooseInput } from '../input/choose-input.ts';
import { createModelOutput } from '../output/model-output.ts';
import { printAnswer } from '../output/print-answer.ts';
import { shellWord } from '../output/shell-word.ts';
import { shortPath } from '../output/short-path.ts';
import { openTruss, withPlaces } from '../serving/open-truss.ts';
import { prepareEntry } from '../serving/prepare-entry.ts';
import { withModel } from '../serving/with-model.ts';

export const predictCommand = defineCommand({
  description:
    "Loads the model in the truss's own environment, calls it once and prints its bare answer on stdout. Whatever the model prints goes to stderr.",
  examples: [
    { command: `truss predict iris_rfc -d '{"inputs": [[5.1, 3.5, 1.4, 0.2]]}'`, about: 'input on the command line' },
    { command: 'truss predict iris_rfc -f request.json', about: 'input from a file' },
    { command: 'truss predict iris_rfc --example example1', about: 'the input of one of its examples' },
    {
      command: 'truss predict < request.json --json | jq .predictions',
      about: 'the truss of this directory, in a pipe',
    },
  ],
  arguments: { directory: trussDirectory },
  options: {
    data: text('-d, --data <json>', 'the request as JSON'),
    file: text('-f, --file <path>', 'a file with the request as JSON; - is stdin'),
    example: text('--example <name>', "the request of one of the truss's examples"),
    ...environmentOptions,
  },
  json: 'the model\'s answer on one line; an answer of bytes as {"content_type", "base64"}',
  async run({ arguments: given, options, output, signal }) {
    const { data, file, example, env: source, frozen } = options;
    refuseRequest(given.directory);
    const project = await openTruss(given.directory, output);
    const body = await withPlaces(project.directory, () =>
      chooseInput(project, example, { data, file, stdin: process.stdin, signal }),
    );
    const { progress, warn } = output;
    const entry = await prepareEntry(project, { source, frozen, workers: 1, progress: progress.show, warn, signal });
    progress.hint('Loading and calling the model');
    const answer = await withModel(entry, { logger: createModelOutput(output), signal }, (call) => call(body));
    printAnswer(answer, output);
    if (output.stdoutIsTerminal) output.next([`truss serve ${shellWord(shortPath(project.directory))}`]);
  },
});

/** Who forgets the -d would be told that there is no such directory. */
function refuseRequest(directory: string): void {
  if (!/^[{[]/.test(directory)) return;
  throw new TrussError('USAGE', {
    message: 'A request stands where the directory of the truss belongs.',
    hint: `Give it with -d: truss predict -d ${shellWord(directory)}`,
  });
}
