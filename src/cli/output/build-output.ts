import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import type { Output } from './output.ts';

/** Shows how far a build is: one line that changes, a line for each step that has ended, or all that the builder prints. */
export function createBuildOutput(
  output: Output,
  style: 'auto' | 'plain',
): Pick<BuildOptions, 'onEvent' | 'onLine' | 'progress'> {
  const { progress } = output;
  if (style === 'plain') {
    return {
      progress: progress.show,
      onEvent: () => undefined,
      onLine: (line) => output.stderr.write(`${line}\n`),
    };
  }
  return {
    progress: progress.show,
    onEvent(event) {
      if (event.kind === 'begun') {
        const { about, done, total } = event;
        progress.show({ phase: about, message: `Building: ${about}`, done, total });
      } else if (event.kind === 'said') {
        progress.hint(`Building: ${event.about}: ${event.line}`);
      } else if (event.kind === 'ended' && event.step.seconds >= 1) {
        const { about, seconds } = event.step;
        output.note((styles) => styles.dim(`  ${about} ${seconds.toFixed(1)} s`));
      }
    },
  };
}
