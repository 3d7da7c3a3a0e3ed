// The parts of a Dockerfile, and its text. Every Docker since 20.10 reads it: no `# syntax=`, no here-documents, no `--link`, no `--chmod`.
import type { LayerName } from './layers.ts';

/** One instruction. */
export interface Instruction {
  /** The layer that it makes, or a part of; null where it only says something of the image. */
  readonly layer: LayerName | null;
  /** What it does, in a few words for people; empty where that need not be told. */
  readonly about: string;
  readonly text: string;
}

/** A `FROM` with what follows it. The last stage is the image. */
export interface Stage {
  readonly about: string;
  readonly from: string;
  readonly name?: string;
  readonly instructions: readonly Instruction[];
}

/** Instructions that are steps of a build; the others only say something. */
const IS_STEP = /^(?:RUN|COPY|ADD|WORKDIR) /;

/** The text of a Dockerfile. `heading`: the comment at its top. */
export function renderDockerfile(heading: string, stages: readonly Stage[]): string {
  return [heading.replaceAll(/^/gm, '# '), ...stages.map(renderStage)].join('\n\n') + '\n';
}

function renderStage({ about, from, name, instructions }: Stage): string {
  const lines = [`# ${about}`, `FROM ${from}${name === undefined ? '' : ` AS ${name}`}`];
  for (const { about: told, text } of instructions) {
    // The name of a file may have lines of its own, which would be instructions.
    if (told !== '') lines.push('', `# ${told.slice(0, 1).toUpperCase()}${told.slice(1)}.`.replaceAll(/[\r\n]+/g, ' '));
    lines.push(text);
  }
  return lines.join('\n');
}

/** The steps of a stage, as BuildKit counts them: its `FROM` is the first. */
export function stepsOf({ from, instructions }: Stage): readonly Instruction[] {
  const first: Instruction = { layer: 'base', about: `base image ${from}`, text: `FROM ${from}` };
  return [first, ...instructions.filter(({ text }) => IS_STEP.test(text))];
}

/** A value in double quotes, in which neither a variable is filled in nor anything else changed. */
export function quoteValue(value: string): string {
  return `"${value.replaceAll(/[\\"$`]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
