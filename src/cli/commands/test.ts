import { errorToJson } from '../../core/errors/error-json.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { countTrials } from '../../host/trials/count-trials.ts';
import { testTruss } from '../../host/trials/test-truss.ts';
import { exactJson } from '../../toolchain/engine/exact-json.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, text, trussDirectory } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { createModelOutput } from '../output/model-output.ts';
import { renderTrials } from '../output/render-trials.ts';

export const testCommand = defineCommand({
  description:
    "Runs the truss's examples through its model, as predict does, and compares each answer with the `output` or the `output_file` of its example. Numbers may be off by a millionth (`tolerance: 0.01` in an example: by a hundredth); everything else must be the same. Ends with 1 where one differs or fails.",
  examples: [
    { command: 'truss test iris_rfc', about: 'all examples' },
    { command: 'truss test iris_rfc --update', about: 'record what the model answers now as what is expected' },
    { command: 'truss test --example example1', about: 'one, of the truss of this directory' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    example: text('--example <name>', 'only the example of this name'),
    update: flag(
      '--update',
      'write the answers into the examples file, or the output_file, where they differ or nothing is expected yet',
    ),
    ...environmentOptions,
  },
  json: '{"passed", "failed", "unchecked", "recorded", "examples": [{"name", "outcome": "passed" | "failed" | "unchecked" | "recorded", "ms", "answer", "differences": [{"path", "message"}], "error": {"code", "message", "hint", "issues", "exception"} | null}]}',
  async run({ arguments: given, options, output, signal }) {
    const { example, update } = options;
    const { progress, warn } = output;
    const project = await openTruss(given.directory, warn);
    const trials = await testTruss(project, {
      ...prepareOptions(options, output, signal),
      example,
      update,
      onPrepared: () => progress.hint('Loading the model'),
      onNext: (done, total) => progress.hint(`Example ${done + 1} of ${total}`),
      onLine: createModelOutput(output),
    });
    const counts = countTrials(trials);
    const data = trials.map(({ name, outcome, ms, answer, differences, error }) => {
      const told = error === null ? null : errorToJson(error);
      return { name, outcome, ms: Math.round(ms), answer: exactJson(answer ?? 'null'), differences, error: told };
    });
    output.answer({ ...counts, examples: data }, (styles) => renderTrials(trials, styles));
    return counts.failed === 0 ? undefined : 'failed';
  },
});
