import { TrussError } from '../../core/errors/truss-error.ts';
import { shellWord } from '../../core/shell-word.ts';
import { askServer } from '../../host/ask/ask-server.ts';
import { withModel } from '../../host/ask/with-model.ts';
import { withContainer } from '../../host/contained/with-container.ts';
import { openTruss, withPlaces } from '../../host/prepare/open-truss.ts';
import { askedServerOptions } from '../definition/asked-server-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, text, trussDirectory } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { formerPredictOptions, readFormerOptions } from '../definition/former-predict-options.ts';
import { questionOptions } from '../definition/question-options.ts';
import { readAskedServer } from '../input/asked-server.ts';
import { chooseInput } from '../input/choose-input.ts';
import { containedOptions } from '../input/contained-options.ts';
import { withDebugTerminal } from '../input/debug-terminal.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { refuseRequest } from '../input/refuse-request.ts';
import { deliverAnswer } from '../output/deliver-answer.ts';
import { createModelOutput } from '../output/model-output.ts';
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
    { command: 'truss predict reader -F page=@scan.png -F language=de', about: 'a form with a file' },
    { command: 'truss predict iris_rfc --docker --example example1', about: 'in a container of its image' },
    { command: 'truss predict --url http://127.0.0.1:8080 -f request.json', about: 'ask a running server' },
    {
      command: 'truss predict < request.json --json | jq .predictions',
      about: 'the truss of this directory, in a pipe',
    },
  ],
  arguments: { directory: trussDirectory },
  options: {
    ...questionOptions,
    output: text('-o, --output <path>', 'the file to write the answer into, as the model gave it'),
    ...askedServerOptions,
    debug: flag('--debug', "stop at breakpoint() in the model's code, in this terminal; nothing has a deadline then"),
    docker: flag('--docker', 'ask the model in a container of its image, which is built where needed'),
    ...environmentOptions,
    ...formerPredictOptions,
  },
  json: 'the model\'s answer on one line; a stream as an array of its items, or as one string where they are text; an answer of bytes as {"content_type", "base64"}; with --output {"file", "content_type", "bytes"}',
  async run({ arguments: given, options, output, signal }) {
    const former = readFormerOptions(options, output);
    const directory = former.directory ?? given.directory;
    refuseRequest(directory);
    const data = options.data ?? former.data;
    const { form, debug } = options;
    const source = { data, file: options.file ?? former.file, form, stdin: process.stdin, signal };
    const asked = await readAskedServer(options, process.env);
    if (options.url !== null) {
      if (debug || options.docker) {
        const word = debug ? '--debug' : '--docker';
        throw new TrussError('USAGE', { message: `${word} is for a model that is loaded here, without --url.` });
      }
      const call = askServer(options.url, asked, signal);
      const input = await chooseInput(() => openTruss(directory, output.warn), options.example, source);
      return deliverAnswer((take) => call(input, take), options.output, output);
    }
    const project = await openTruss(directory, output.warn, options.docker ? 'image' : 'here');
    const input = await withPlaces(project.directory, () =>
      chooseInput(() => Promise.resolve(project), options.example, source),
    );
    if (options.docker) {
      const contained = containedOptions(options.frozen, output, signal);
      return withContainer(project, contained, (call) =>
        deliverAnswer((take) => call(input, take), options.output, output),
      );
    }
    const run = {
      ...prepareOptions(options, output, signal),
      onPrepared: () => (debug ? output.progress.clear() : output.progress.hint('Loading and calling the model')),
      onLine: createModelOutput(output),
      hasTerminal: debug,
    };
    const predict = (): Promise<void> =>
      withModel(project, run, (call) => deliverAnswer((take) => call(input, take), options.output, output));
    await (debug ? withDebugTerminal({ stdin: process.stdin, stderr: output.stderr }, predict) : predict());
    if (output.stdoutIsTerminal) output.next([`truss serve ${shellWord(shortPath(project.directory))}`]);
  },
});
