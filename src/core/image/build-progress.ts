// What BuildKit prints with `--progress=plain`, as events.
import type { Instruction, Stage } from './dockerfile.ts';
import { stepsOf } from './dockerfile.ts';
import type { LayerName } from './layers.ts';

/** A step of a build that has ended. */
export interface BuildStep {
  /** The layer that it makes, or a part of; null where nothing of it stays in the image. */
  readonly layer: LayerName | null;
  readonly about: string;
  readonly seconds: number;
  readonly cached: boolean;
}

/** What happened. `id`: of the step, which is one of several at work. */
export type BuildEvent = { readonly id: string } & (
  | {
      readonly kind: 'begun';
      readonly layer: LayerName | null;
      readonly about: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'said'; readonly about: string; readonly line: string }
  | { readonly kind: 'ended'; readonly step: BuildStep }
  | { readonly kind: 'failed'; readonly instruction: Instruction; readonly about: string }
);

/** Reads what a build prints, line by line. */
export interface BuildReader {
  /** What a line says; empty where that is nothing new. */
  read(line: string): readonly BuildEvent[];
  /** What the steps that have not ended have printed, the last lines of each. */
  lastWords(): readonly string[];
}

/** What a step printed beyond this is seldom what went wrong. */
export const KEPT_LINES = 400;

/** What stands above what a step prints, each time that steps take turns: its title, its digest; and below it, dots. */
const IS_HEADING = /^(?:\[[\w-]* *\d+\/\d+\] |sha256:|\.\.\.$)/;

interface OpenStep {
  readonly about: string;
  readonly instruction: Instruction;
  readonly lines: string[];
}

/** Makes a reader for the build of these stages. */
export function createBuildReader(stages: readonly Stage[]): BuildReader {
  const open = new Map<string, OpenStep>();
  const seen = new Set<string>();
  const total = stages.reduce((sum, stage) => sum + stepsOf(stage).length, 0);
  let done = 0;
  const begin = (id: string, title: string): readonly BuildEvent[] => {
    if (id === '' || seen.has(id)) return [];
    seen.add(id);
    const instruction = instructionOf(title, stages);
    if (instruction === null) return [];
    const { about, layer } = instruction;
    open.set(id, { about, instruction, lines: [] });
    return about === '' ? [] : [{ kind: 'begun', id, layer, about, done, total }];
  };
  const end = (
    id: string,
    { layer, about }: Instruction,
    took: Pick<BuildStep, 'seconds' | 'cached'>,
  ): readonly BuildEvent[] => {
    open.delete(id);
    done += 1;
    return about === '' ? [] : [{ kind: 'ended', id, step: { layer, about, ...took } }];
  };
  return {
    read(line) {
      const [, id = '', text = ''] = /^#(\d+) (.*)$/.exec(line) ?? [];
      const step = open.get(id);
      if (step === undefined) return begin(id, text);
      const { about, instruction, lines } = step;
      const [, seconds] = /^DONE ([\d.]+)s$/.exec(text) ?? [];
      if (seconds !== undefined) return end(id, instruction, { seconds: Number(seconds), cached: false });
      if (text === 'CACHED') return end(id, instruction, { seconds: 0, cached: true });
      if (text.startsWith('ERROR')) return [{ kind: 'failed', id, instruction, about }];
      if (IS_HEADING.test(text)) return [];
      const said = text.replace(/^[\d.]+ /, '');
      lines.push(said);
      if (lines.length > KEPT_LINES) lines.shift();
      return [{ kind: 'said', id, about, line: said }];
    },
    lastWords: () => [...open.values()].flatMap(({ lines }) => lines),
  };
}

/** `[stage-2 5/9] RUN …` of three stages is the fifth step of the last one; a stage that is alone is not named. Null: none of ours. */
function instructionOf(title: string, stages: readonly Stage[]): Instruction | null {
  const [, name, number] = /^\[(?:([\w-]+) +)?(\d+)\/\d+\] /.exec(title) ?? [];
  if (number === undefined) return null;
  const stage = stages.find((each) => each.name === name) ?? stages.at(-1);
  return (stage && stepsOf(stage)[Number(number) - 1]) ?? null;
}
