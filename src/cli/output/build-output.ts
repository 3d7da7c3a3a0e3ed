import type { BuildEvent, BuildStep } from '../../core/image/build-progress.ts';
import { visibleText } from '../../core/visible-text.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import { createBuildView } from './build-view.ts';
import type { Output } from './output.ts';

/** How a build is shown. */
type BuildOutput = Pick<BuildOptions, 'onEvent' | 'onLine' | 'progress'>;

/**
 * Shows how far a build is: in a terminal a row for each step, elsewhere a line where one begins and one where it ends; a line of JSON for
 * each event with `--json`, on stderr; with `plain` all that the builder prints.
 */
export function createBuildOutput(output: Output, style: 'auto' | 'plain'): BuildOutput {
  if (style === 'plain') return plainOutput(output);
  if (output.json) return jsonOutput(output);
  return output.progress.live === null ? lineOutput(output) : liveOutput(output, output.progress.live);
}

function plainOutput({ progress, stderr }: Output): BuildOutput {
  return {
    progress: progress.show,
    onEvent: () => undefined,
    onLine: (line) => stderr.write(`${line}\n`),
  };
}

function jsonOutput({ stderr }: Output): BuildOutput {
  const tell = (event: string, told: object): void => void stderr.write(`${JSON.stringify({ event, ...told })}\n`);
  return {
    progress: (event) => tell('progress', event),
    onEvent: (event) => tell(event.kind, toldOf(event)),
  };
}

/** What a program is told of an event: the numbers that a builder gives to steps mean nothing to it. */
function toldOf(event: BuildEvent): object {
  if (event.kind === 'ended') return event.step;
  if (event.kind === 'said') return { about: event.about, line: event.line };
  if (event.kind === 'failed') return { layer: event.instruction.layer, about: event.about };
  return { layer: event.layer, about: event.about, done: event.done, total: event.total };
}

function lineOutput(output: Output): BuildOutput {
  return {
    progress: output.progress.show,
    onEvent(event) {
      if (event.kind === 'begun') {
        const { about, done, total } = event;
        output.progress.show({ phase: event.id, message: `Building: ${about}`, done, total });
      } else if (event.kind === 'ended') {
        const { about } = event.step;
        output.note((styles) => styles.dim(visibleText(`  ${about}: ${tookOf(event.step)}`)));
      }
    },
  };
}

function liveOutput({ stderr, progress }: Output, live: NonNullable<Output['progress']['live']>): BuildOutput {
  const view = createBuildView(stderr, () => Date.now());
  let isShown = false;
  return {
    progress(event) {
      isShown = false;
      progress.show(event);
    },
    onEvent(event) {
      view.take(event);
      if (!isShown) live(view.rows);
      isShown = true;
    },
  };
}

/** How long a step took, or that it need not be taken. */
function tookOf({ seconds, cached }: BuildStep): string {
  return cached ? 'cached' : `${seconds.toFixed(1)} s`;
}
