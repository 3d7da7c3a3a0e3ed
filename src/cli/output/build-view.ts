// A build in a terminal: a row for each step, in the order in which they began.
import type { BuildEvent } from '../../core/image/build-progress.ts';
import { LAYERS } from '../../core/image/layers.ts';
import { visibleText } from '../../core/visible-text.ts';
import type { Rows } from './progress-line.ts';
import { createStyles } from './styles.ts';

/** A step as its row has it. */
interface Row {
  readonly layer: string;
  readonly about: string;
  readonly beganMs: number;
  /** What it printed last, while it is at work. */
  said: string;
  /** `1.2 s`, `cached`, `failed`; null while it is at work. */
  outcome: string | null;
}

/** What is known of a build, as rows. */
export interface BuildView {
  readonly take: (event: BuildEvent) => void;
  readonly rows: Rows;
}

const LAYER_WIDTH = Math.max(...LAYERS.map(({ name }) => name.length));

const TIME_WIDTH = 7;

/** Makes the view of a build. `clock`: milliseconds. */
export function createBuildView(stream: NodeJS.WritableStream, clock: () => number): BuildView {
  const steps = new Map<string, Row>();
  const styles = createStyles(stream);
  const render = (row: Row, frame: string): string => {
    const { layer, about, beganMs, said, outcome } = row;
    const time = (outcome ?? `${((clock() - beganMs) / 1000).toFixed(1)} s`).padStart(TIME_WIDTH);
    const text = `${layer.padEnd(LAYER_WIDTH)} ${time}  ${visibleText(about).replaceAll('\n', ' ')}`;
    if (outcome === 'failed') return `${styles.error('✗')} ${text}`;
    if (outcome === null) return `${frame} ${text}  ${styles.dim(visibleText(said))}`;
    return outcome === 'cached' ? styles.dim(`✔ ${text}`) : `${styles.success('✔')} ${text}`;
  };
  return {
    take(event) {
      if (event.kind === 'begun') {
        const { layer, about } = event;
        steps.set(event.id, { layer: layer ?? '', about, beganMs: clock(), said: '', outcome: null });
        return;
      }
      const row = steps.get(event.id);
      if (row === undefined) return;
      if (event.kind === 'said') row.said = event.line;
      else if (event.kind === 'failed') row.outcome = 'failed';
      else row.outcome = event.step.cached ? 'cached' : `${event.step.seconds.toFixed(1)} s`;
    },
    rows: (frame) => [...steps.values()].map((row) => render(row, frame)),
  };
}
