import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { Run } from '../request/run.ts';
import { timeText } from '../show/size-text.ts';

/** Whoever listens to the page is told no more often than this what has changed. */
const PAUSE_MS = 1500;

const UNAUTHORIZED = 401;

/** Says what becomes of a request to those who do not see it. */
export function Said({
  runs,
  onUnauthorized,
}: {
  readonly runs: readonly Run[];
  readonly onUnauthorized: () => void;
}): JSX.Element {
  const wanted = runs.map(sentence).join(' ');
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(wanted), said === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
    // A stream that changes all the time is still told of now and then: what is wanted then is what the timer finds.
  }, [isEnded(runs), Math.floor((runs[0]?.count ?? 0) / 20)]);
  // The token was taken away while the page was open.
  useEffect(() => {
    if (runs.some(({ status }) => status === UNAUTHORIZED)) onUnauthorized();
  }, [runs]);
  return (
    <p class="hidden" role="status" aria-live="polite">
      {said}
    </p>
  );
}

function isEnded(runs: readonly Run[]): string {
  return runs.map(({ phase }) => phase).join();
}

function sentence({ phase, totalMs, count }: Run): string {
  const items = count > 0 ? `, ${count} items` : '';
  const sentences: Readonly<Record<Run['phase'], string>> = {
    waiting: 'Running.',
    streaming: `${count} items so far.`,
    done: `Answered in ${timeText(totalMs)}${items}.`,
    failed: 'The request failed.',
    cancelled: 'Cancelled.',
  };
  return sentences[phase];
}
