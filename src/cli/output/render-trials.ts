import { countTrials } from '../../host/trials/count-trials.ts';
import type { Trial } from '../../host/trials/trial.ts';
import { renderError } from './render-error.ts';
import { renderHint } from './render-issue.ts';
import type { Styles } from './styles.ts';

// The first differences mostly say what is wrong with all of them.
const SHOWN_DIFFERENCES = 5;

/** The trials for people: a line each, what is wrong below it, and how many went well. */
export function renderTrials(trials: readonly Trial[], styles: Styles): string {
  return [...trials.map((trial) => renderTrial(trial, styles)), '', renderCounts(trials, styles)].join('\n');
}

function renderTrial({ name, outcome, ms, differences, error }: Trial, styles: Styles): string {
  const marks = {
    passed: styles.success('✔'),
    failed: styles.error('✖'),
    unchecked: '·',
    recorded: styles.success('✎'),
  };
  const lines = [`${marks[outcome]} ${styles.bold(name)}  ${styles.dim(`${ms.toFixed(0)} ms`)}`];
  if (outcome === 'failed' || outcome === 'recorded') {
    const shown = differences.slice(0, SHOWN_DIFFERENCES);
    lines.push(...shown.map(({ path, message }) => `    ${path === '' ? '' : `${styles.bold(path)}: `}${message}`));
    const hidden = differences.length - shown.length;
    if (hidden > 0) lines.push(styles.dim(`    … and ${hidden} more`));
  }
  if (error !== null) lines.push(renderError(error, styles).replace(/^(?=.)/gm, '    '));
  return lines.join('\n');
}

function renderCounts(trials: readonly Trial[], styles: Styles): string {
  const { passed, failed, unchecked, recorded } = countTrials(trials);
  const parts = [
    `${passed} passed`,
    ...(failed === 0 ? [] : [styles.error(`${failed} failed`)]),
    ...(recorded === 0 ? [] : [`${recorded} recorded`]),
    ...(unchecked === 0 ? [] : [`${unchecked} without an expected output`]),
  ];
  const hint = unchecked === 0 ? '' : `\n  ${renderHint('--update records the answers as what is expected.')}`;
  return parts.join(', ') + hint;
}
