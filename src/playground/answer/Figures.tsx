import type { JSX } from 'preact';

import type { Run } from '../request/run.ts';
import { sizeText, timeText } from '../show/size-text.ts';

/** The numbers of a request, as far as they are known. */
export function Figures({ run }: { readonly run: Run }): JSX.Element {
  const { phase, status, firstItemMs, totalMs, queueMs, computeMs, count, bytes } = run;
  const isStream = count > 0 || phase === 'streaming';
  return (
    <div class="figures">
      <span class={`status status-${phase}`}>{status ?? (phase === 'failed' ? 'no answer' : phase)}</span>
      {isStream && <Figure name="first" value={timeText(firstItemMs)} about="until the first item was here" />}
      <Figure name="total" value={timeText(totalMs)} about="until the answer was whole" />
      {queueMs !== null && <Figure name="queue" value={timeText(queueMs)} about="the request waited for a worker" />}
      {computeMs !== null && <Figure name="compute" value={timeText(computeMs)} about="the model took" />}
      {isStream && <Figure name="items" value={count.toLocaleString('en')} about="so far" />}
      {bytes > 0 && <Figure name="size" value={sizeText(bytes)} about="of the answer" />}
    </div>
  );
}

function Figure({
  name,
  value,
  about,
}: {
  readonly name: string;
  readonly value: string;
  readonly about: string;
}): JSX.Element {
  return (
    <span class="figure" title={about}>
      <span class="figure-name">{name}</span> {value}
    </span>
  );
}
