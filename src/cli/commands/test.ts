import { errorToJson } from '../../core/errors/error-json.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { exactJson } from '../../core/json/exact-json.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { countTrials } from '../../host/trials/count-trials.ts';
import { testContained } from '../../host/trials/test-contained.ts';
import { testTruss } from '../../host/trials/test-truss.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, text, trussDirectory } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { containedOptions } from '../input/contained-options.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { createModelOutput } from '../output/model-output.ts';
import { renderTrials } from '../output/render-trials.ts';

export const testCommand = defineCommand({
  description:
    "Runs the truss's examples through its model, as predict does, and compares each answer with the `output` or the `output_file` of its example. Numbers may be off by a millionth (`tolerance: 0.01` in an example: by a hundredth); everything else must be the same. Ends with 1 where one differs or fails.",
  examples: [
    { command: 'truss test iris_rfc', about: 'all examples' },
    { command: 'truss test iris_rfc --update', about: 'record what the model answers now as what is expected' },
    { command: 'truss test --docker', about: 'here and in a container: the answers have to be the same' },
    { command: 'truss test --example example1', about: 'one, of the truss of this directory' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    example: text('--example <name>', 'only the example of this name'),
    docker: flag('--docker', 'ask the model in a container of its image too, and compare both answers'),
    update: flag(
      '--update',
      'write the answers into the examples file, or the output_file, where they differ or nothing is expected yet',
    ),
    ...environmentOptions,
  },
  json: '{"passed", "failed", "unchecked", "recorded", "examples": [{"name", "outcome": "passed" | "failed" | "unchecked" | "recorded", "ms", "answer", "differences": [{"path", "message"}], "error": {"code", "message", "hint", "issues", "exception"} | null}]}',
  async run({ arguments: given, options, output, signal }) {
    const { example, update, docker } = options;
    const { progress, warn } = output;
    const project = await openTruss(given.directory, warn);
    const run = {
      ...prepareOptions(options, output, signal),
      onPrepared: () => progress.hint('Loading the model'),
      onNext: (done: number, total: number) => progress.hint(`Example ${done + 1} of ${total}`),
      onLine: createModelOutput(output),
    };
    if (docker && update) {
      throw new TrussError('USAGE', { message: '--update records what the model answers here, without --docker.' });
    }
    const contained = containedOptions(options.frozen, output, signal);
    const trials = await (docker
      ? testContained(project, { example, here: run, contained })
      : testTruss(project, { ...run, example, update }));
    const counts = countTrials(trials);
    const data = trials.map(({ name, outcome, ms, answer, differences, error }) => {
      const told = error === null ? null : errorToJson(error);
      return { name, outcome, ms: Math.round(ms), answer: exactJson(answer ?? 'null'), differences, error: told };
    });
    output.answer({ ...counts, examples: data }, (styles) => renderTrials(trials, styles));
    return counts.failed === 0 ? undefined : 'failed';
  },
});
