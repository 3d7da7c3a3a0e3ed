import { resolve } from 'node:path';

import { shellWord } from '../../core/shell-word.ts';
import { convertTruss } from '../../host/convert/convert-truss.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { defineCommand } from '../definition/define-command.ts';
import { choice, text, trussDirectory } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { createModelOutput } from '../output/model-output.ts';
import { shortPath } from '../output/short-path.ts';

export const convertCommand = defineCommand({
  description:
    'Makes another truss whose model is an ONNX graph, of one that mk_truss made of a model of scikit-learn, XGBoost or LightGBM, or of a network of PyTorch. The converters have an environment of their own. Both trusses are asked the examples and some hundred rows that are made up; where an answer differs (labels at all, other numbers by more than 1e-5), or a step of the model cannot be converted, that is said and no truss is made.',
  examples: [
    { command: 'truss convert iris_rfc', about: 'makes iris_rfc_onnx beside it' },
    { command: 'truss convert iris_rfc --output fast', about: 'makes it elsewhere' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    to: choice('--to <form>', 'what the model becomes: onnx', ['onnx']),
    output: text(
      '--output <directory>',
      'where the new truss is made; not given: beside the truss, with _onnx behind its name',
    ),
    ...environmentOptions,
  },
  json: '{"directory", "rows", "former_ms", "ms"}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn);
    const converted = await convertTruss(project, {
      ...prepareOptions(options, output, signal),
      target: resolve(options.output ?? `${project.directory}_onnx`),
      onPrepared: () => output.progress.hint('Loading the model'),
      onStep: (step) => output.progress.hint(step),
      onLine: createModelOutput(output),
    });
    const { directory, rows, formerMs, ms } = converted;
    const shown = shortPath(directory);
    output.answer({ directory, rows, former_ms: formerMs, ms }, (styles) =>
      [
        `${styles.success('✔')} ${styles.bold(shown)} answers ${rows} rows as ${shortPath(project.directory)} does`,
        `  one row takes ${ms.toFixed(2)} ms there, and ${formerMs.toFixed(2)} ms before: ${times(formerMs / ms)} as fast`,
      ].join('\n'),
    );
    output.next([`truss serve ${shellWord(shown)}`]);
  },
});

/** Of what is hardly faster, or slower, the fraction counts. */
function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)} times`;
}
