import { TrussError } from '../../core/errors/truss-error.ts';
import { askServer } from '../../host/ask/ask-server.ts';
import { withModel } from '../../host/ask/with-model.ts';
import { openTruss, withPlaces } from '../../host/prepare/open-truss.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { defineCommand } from '../definition/define-command.ts';
import { text, trussDirectory } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { formerPredictOptions, readFormerOptions } from '../definition/former-predict-options.ts';
import { chooseInput } from '../input/choose-input.ts';
import { deliverAnswer } from '../output/deliver-answer.ts';
import { createModelOutput } from '../output/model-output.ts';
import type { Output } from '../output/output.ts';
import { shellWord } from '../output/shell-word.ts';
import { shortPath } from '../output/short-path.ts';

export const predictCommand = defineCommand({
  description:
    "Loads the model in the truss's own environment, calls it once and prints its bare answer on stdout; with --url it asks a model that is served already. A streamed answer is printed as it comes. Whatever the model prints goes to stderr.",
  examples: [
    { command: `truss predict iris_rfc -d '{"inputs": [[5.1, 3.5, 1.4, 0.2]]}'`, about: 'input on the command line' },
    { command: 'truss predict iris_rfc -f request.json', about: 'input from a file' },
    { command: 'truss predict classifier -f photo.jpg', about: 'an image, sent as what it is' },
    { command: 'truss predict painter -f prompt.json -o picture.png', about: 'an answer of bytes into a file' },
    { command: 'truss predict iris_rfc --example example1', about: 'the input of one of its examples' },
    { command: 'truss predict --url http://127.0.0.1:8080 -f request.json', about: 'ask a running server' },
    {
      command: 'truss predict < request.json --json | jq .predictions',
      about: 'the truss of this directory, in a pipe',
    },
  ],
  arguments: { directory: trussDirectory },
  options: {
    data: text('-d, --data <json>', 'the request as JSON'),
    file: text(
      '-f, --file <path>',
      'a file with the request: JSON, or what its name says (.jpg, .wav, .pdf, .txt, .csv, .msgpack …); - is JSON on stdin',
    ),
    example: text('--example <name>', "the request of one of the truss's examples"),
    output: text('-o, --output <path>', 'the file to write the answer into, as the model gave it'),
    url: text('--url <address>', 'ask the model that is served there: a server with one model, or …/v1/models/NAME'),
    ...environmentOptions,
    ...formerPredictOptions,
  },
  json: 'the model\'s answer on one line; a stream as an array of its items, or as one string where they are text; an answer of bytes as {"content_type", "base64"}; with --output {"file", "content_type", "bytes"}',
  async run({ arguments: given, options, output, signal }) {
    const former = readFormerOptions(options, output);
    const directory = former.directory ?? given.directory;
    refuseRequest(directory);
    const data = options.data ?? former.data;
    const source = { data, file: options.file ?? former.file, stdin: process.stdin, signal };
    if (options.url !== null) {
      const call = askServer(options.url, signal);
      const input = await chooseInput(() => openTruss(directory, output.warn), options.example, source);
      return deliverAnswer((take) => call(input, take), options.output, output);
    }
    const project = await openTruss(directory, output.warn);
    const input = await withPlaces(project.directory, () =>
      chooseInput(() => Promise.resolve(project), options.example, source),
    );
    const { progress, warn } = output;
    const run = {
      source: options.env,
      frozen: options.frozen,
      progress: progress.show,
      warn,
      onPrepared: () => progress.hint('Loading and calling the model'),
      onLine: createModelOutput(output),
      signal,
    };
    await withModel(project, run, (call) => deliverAnswer((take) => call(input, take), options.output, output));
    sayNext(project, output);
  },
});

function sayNext({ directory }: Project, output: Output): void {
  if (output.stdoutIsTerminal) output.next([`truss serve ${shellWord(shortPath(directory))}`]);
}

/** Who forgets the -d would be told that there is no such directory. */
function refuseRequest(directory: string): void {
  if (!/^[{[]/.test(directory)) return;
  throw new TrussError('USAGE', {
    message: 'A request stands where the directory of the truss belongs.',
    hint: `Give it with -d: truss predict -d ${shellWord(directory)}`,
  });
}
