import { exactJson } from '../../toolchain/engine/exact-json.ts';
import { chooseExamples } from '../../toolchain/project/choose-examples.ts';
import { recordOutputs } from '../../toolchain/project/record-outputs.ts';
import { defineCommand } from '../define-command.ts';
import { flag, text, trussDirectory } from '../define-options.ts';
import { environmentOptions } from '../define-serving-options.ts';
import { createModelOutput } from '../output/model-output.ts';
import { errorToJson } from '../render-error.ts';
import { openTruss, withPlaces } from '../serving/open-truss.ts';
import { prepareEntry } from '../serving/prepare-entry.ts';
import { withModel } from '../serving/with-model.ts';
import { countTrials, renderTrials } from '../testing/render-trials.ts';
import { toRecorded } from '../testing/record-trial.ts';
import { tryExamples } from '../testing/try-examples.ts';

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
    const { example, update, env: source, frozen } = options;
    const project = await openTruss(given.directory, output);
    const chosen = await withPlaces(project.directory, () => chooseExamples(project, example));
    const { progress, warn } = output;
    const entry = await prepareEntry(project, { source, frozen, workers: 1, progress: progress.show, warn, signal });
    progress.hint('Loading the model');
    const onNext = (done: number): void => progress.hint(`Example ${done + 1} of ${chosen.length}`);
    const tried = await withModel(entry, { logger: createModelOutput(output), signal }, (call) =>
      tryExamples(chosen, { directory: project.directory, call, signal, onNext }),
    );
    const trials = update ? tried.map(toRecorded) : tried;
    const records = trials.flatMap(({ outcome, record }) =>
      outcome === 'recorded' && record !== null ? [record] : [],
    );
    if (records.length > 0) await recordOutputs(project, records);
    const counts = countTrials(trials);
    const data = trials.map(({ name, outcome, ms, answer, differences, error }) => {
      const told = error === null ? null : errorToJson(error);
      return { name, outcome, ms: Math.round(ms), answer: exactJson(answer ?? 'null'), differences, error: told };
    });
    output.answer({ ...counts, examples: data }, (styles) => renderTrials(trials, styles));
    return counts.failed === 0 ? undefined : 'failed';
  },
});
