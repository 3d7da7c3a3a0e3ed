// The commands of 2022 about images and containers: each runs the one that does the same today.
import { shellWord } from '../../core/shell-word.ts';
import { containerKillAllCommand } from '../commands/container-kill-all.ts';
import { containerKillCommand } from '../commands/container-kill.ts';
import { containerLogsCommand } from '../commands/container-logs.ts';
import { imageBuildCommand } from '../commands/image-build.ts';
import { imageContextCommand } from '../commands/image-context.ts';
import { imageRunCommand } from '../commands/image-run.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer, requiredText, text, trussDirectory } from '../definition/define-options.ts';
import { noteSuccessor } from '../output/note-successor.ts';
import type { Output } from '../output/output.ts';
import { withDefaults } from './with-defaults.ts';

/** Where 2022 wrote a context before it built an image. */
const buildDirectory = {
  description: 'has no effect: `truss image context` writes one',
  required: false,
  repeats: false,
  collect: ([directory]: readonly string[]) => directory ?? null,
} as const;

const tag = text('--tag <name>', 'the name of the image');

export const buildContextCommand = defineCommand({
  description: 'Is now `truss image context`.',
  examples: [{ command: 'truss build-context out iris_rfc', about: 'truss image context out iris_rfc' }],
  arguments: { target: requiredText('the directory to write'), directory: trussDirectory },
  options: {},
  json: 'as of `truss image context`',
  run(context) {
    const { target, directory } = context.arguments;
    noteSuccessor('truss build-context', `truss image context ${words(target, directory)}`, context.output);
    return imageContextCommand.run({ ...context, options: withDefaults(imageContextCommand, {}) });
  },
});

export const buildImageCommand = defineCommand({
  description: 'Is now `truss image build`.',
  examples: [{ command: 'truss build-image iris_rfc', about: 'truss image build iris_rfc' }],
  arguments: { directory: trussDirectory, buildDirectory },
  options: { tag },
  json: 'as of `truss image build`',
  run(context) {
    const { directory, buildDirectory: given } = context.arguments;
    noteBuildDirectory(given, context.output);
    noteSuccessor('truss build-image', `truss image build ${words(directory)}`, context.output);
    const options = withDefaults(imageBuildCommand, { tag: tagsOf(context.options.tag) });
    return imageBuildCommand.run({ ...context, arguments: { directory }, options });
  },
});

export const runImageCommand = defineCommand({
  description: 'Is now `truss image run`.',
  examples: [{ command: 'truss run-image iris_rfc --detach', about: 'truss image run iris_rfc --detach' }],
  arguments: { directory: trussDirectory, buildDirectory },
  options: {
    tag,
    port: integer('--port <number>', 'of this machine', { min: 0, max: 65_535, fallback: 8080 }),
    detach: flag('--detach', 'leave it running'),
  },
  json: 'as of `truss image run`',
  run(context) {
    const { directory, buildDirectory: given } = context.arguments;
    const { port, detach, tag: name } = context.options;
    noteBuildDirectory(given, context.output);
    noteSuccessor('truss run-image', `truss image run ${words(directory)}`, context.output);
    const options = withDefaults(imageRunCommand, { tag: tagsOf(name), port, detach });
    return imageRunCommand.run({ ...context, arguments: { directory }, options });
  },
});

export const getContainerLogsCommand = defineCommand({
  description: 'Is now `truss container logs --follow`.',
  examples: [{ command: 'truss get-container-logs iris_rfc', about: 'truss container logs --follow iris_rfc' }],
  arguments: { directory: trussDirectory },
  options: {},
  json: 'as of `truss container logs`',
  run(context) {
    const { directory } = context.arguments;
    noteSuccessor('truss get-container-logs', `truss container logs --follow ${words(directory)}`, context.output);
    const options = withDefaults(containerLogsCommand, { follow: true });
    return containerLogsCommand.run({ ...context, arguments: { container: directory }, options });
  },
});

export const killCommand = defineCommand({
  description: 'Is now `truss container kill`.',
  examples: [{ command: 'truss kill iris_rfc', about: 'truss container kill iris_rfc' }],
  arguments: { directory: trussDirectory },
  options: {},
  json: 'as of `truss container kill`',
  run(context) {
    const { directory } = context.arguments;
    noteSuccessor('truss kill', `truss container kill ${words(directory)}`, context.output);
    return containerKillCommand.run({ ...context, arguments: { containers: [directory] } });
  },
});

export const killAllCommand = defineCommand({
  description: 'Is now `truss container kill-all`.',
  examples: [{ command: 'truss kill-all', about: 'truss container kill-all' }],
  arguments: {},
  options: {},
  json: 'as of `truss container kill-all`',
  run(context) {
    noteSuccessor('truss kill-all', 'truss container kill-all', context.output);
    return containerKillAllCommand.run(context);
  },
});

function words(...given: readonly string[]): string {
  return given.map(shellWord).join(' ');
}

function tagsOf(name: string | null): readonly string[] {
  return name === null ? [] : [name];
}

function noteBuildDirectory(given: string | null, output: Output): void {
  if (given === null) return;
  output.note((styles) => `${styles.warning('note')} ${given} is not written: \`truss image context\` writes one.`);
}
