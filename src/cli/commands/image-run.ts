import { openTruss } from '../../host/prepare/open-truss.ts';
import { gpusOf, runContained } from '../../toolchain/contained/run-contained.ts';
import { readContainerLog } from '../../toolchain/containers/container-logs.ts';
import { stopContainers } from '../../toolchain/containers/stop-containers.ts';
import { buildOptions, readBuildOptions } from '../definition/build-options.ts';
import { containerOptions } from '../definition/container-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { createBuildOutput } from '../output/build-output.ts';

export const imageRunCommand = defineCommand({
  description:
    'Builds the image of the truss where something has changed, runs it in a container that answers on 127.0.0.1, and shows its log until Ctrl-C, which stops the container and removes it. Secrets that the config declares are handed on as variables of the container.',
  examples: [
    { command: 'truss image run iris_rfc', about: 'on http://127.0.0.1:8080' },
    { command: 'truss image run iris_rfc --detach --port 9000', about: 'goes on in the background' },
    { command: 'truss image run --gpus all --memory 8g', about: 'the truss of this directory, with every GPU' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    ...containerOptions,
    detach: flag('-d, --detach', 'leave it running: `truss container stop` stops it'),
    ...buildOptions,
  },
  json: '{"url", "container", "name", "image"} when it is ready',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn, 'image');
    const { port, name, memory, cpus, env, readOnly, gpus } = options;
    const run = { port, name, memory, cpus, env, readOnly, gpus: chosenGpus(gpus, gpusOf(project)) };
    const shown = createBuildOutput(output, options.progress);
    const model = await runContained(project, { ...readBuildOptions(options), ...shown, run, signal });
    const { id, url, engine, built } = model;
    output.warn(built.warnings);
    output.answer({ url, container: id, name: model.name, image: built.tag }, (styles) =>
      [
        `${styles.success('✔')} ${styles.bold(built.tag)} answers at ${styles.bold(url)}`,
        styles.dim(`  container ${model.name}`),
      ].join('\n'),
    );
    if (options.detach) {
      output.next([`truss container logs ${model.name}`, `truss container stop ${model.name}`]);
      return;
    }
    try {
      const onLine = (line: string): void => void output.stderr.write(`${line}\n`);
      await readContainerLog(engine, id, { follow: true, tail: null, onLine, signal });
    } finally {
      await stopContainers(engine, [id]);
    }
  },
});

function chosenGpus(given: string | null, wanted: string | null): string | null {
  return given === 'none' || given === '' ? null : (given ?? wanted);
}
