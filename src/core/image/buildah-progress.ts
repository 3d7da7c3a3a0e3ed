// What `podman build` prints, as events: its Buildah numbers every instruction, tells of one step at a time, and of no times.
import type { BuildEvent, BuildReader } from './build-progress.ts';
import { KEPT_LINES } from './build-progress.ts';
import type { Instruction, Stage } from './dockerfile.ts';
import { stepsOf } from './dockerfile.ts';

interface OpenStep {
  readonly id: string;
  readonly instruction: Instruction;
  readonly startedAt: number;
  readonly lines: string[];
  cached: boolean;
}

/**
 * Makes a reader for a build of these stages by Buildah, of whose stdout and stderr it is told.
 *
 * `now`: milliseconds of a clock that does not go back.
 */
export function createBuildahReader(stages: readonly Stage[], now: () => number): BuildReader {
  const total = stages.reduce((sum, stage) => sum + stepsOf(stage).length, 0);
  let open: OpenStep | null = null;
  let done = 0;
  const begin = (id: string, instruction: Instruction | null): readonly BuildEvent[] => {
    open = instruction === null ? null : { id, instruction, startedAt: now(), lines: [], cached: false };
    if (instruction === null || instruction.about === '') return [];
    const { layer, about } = instruction;
    return [{ kind: 'begun', id, layer, about, done, total }];
  };
  const end = (): readonly BuildEvent[] => {
    if (open === null) return [];
    const { id, cached, startedAt } = open;
    const { layer, about } = open.instruction;
    open = null;
    if (about === '') return [];
    done += 1;
    return [{ kind: 'ended', id, step: { layer, about, seconds: (now() - startedAt) / 1000, cached } }];
  };
  return {
    read(line) {
      const [, stage = '1', step] = /^(?:\[(\d+)\/\d+\] )?STEP (\d+)\/\d+: /.exec(line) ?? [];
      // A FROM says nothing of its end.
      if (step !== undefined) return [...end(), ...begin(`${stage}.${step}`, instructionOf(stages, stage, step))];
      if (line.startsWith('--> Using cache ')) {
        if (open !== null) open.cached = true;
        return [];
      }
      if (/^--> [0-9a-f]+$/.test(line)) return end();
      if (open === null) return [];
      const { id, instruction, lines } = open;
      const { about } = instruction;
      if (line.startsWith('Error: building at STEP ')) return [{ kind: 'failed', id, instruction, about }];
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      return about === '' ? [] : [{ kind: 'said', id, about, line }];
    },
    lastWords: () => open?.lines ?? [],
  };
}

/** Null for what the Dockerfile has not: labels that are given beside it come last. */
function instructionOf(stages: readonly Stage[], stageNumber: string, step: string): Instruction | null {
  const stage = stages[Number(stageNumber) - 1];
  if (stage === undefined) return null;
  const [from, ...rest] = [...stepsOf(stage).slice(0, 1), ...stage.instructions];
  return (step === '1' ? from : rest[Number(step) - 2]) ?? null;
}
