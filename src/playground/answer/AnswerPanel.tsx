// What came of a request: its numbers, and the answer in the way in which it is best looked at.
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import type { MethodSchema } from '../../core/schema/model-schema.ts';
import type { Run } from '../request/run.ts';
import { answerViews, streamViews } from './answer-views.tsx';
import type { Answer } from './answer.ts';
import { readAnswer } from './answer.ts';
import { FailureView } from './FailureView.tsx';
import { Figures } from './Figures.tsx';
import { saveAs } from './save-as.ts';

interface AnswerPanelProps {
  readonly title: string;
  readonly run: Run | null;
  readonly method: MethodSchema;
  /** What can be done with an answer that came out well. */
  readonly actions: (answer: Answer | null) => JSX.Element | null;
}

/** The right-hand side of the page. */
export function AnswerPanel({ title, run, method, actions }: AnswerPanelProps): JSX.Element {
  const answer = useAnswer(run);
  // Whoever has chosen a way to look at answers looks at the next one in the same way.
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <section class="panel answer" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {run !== null && <Figures run={run} />}
      </div>
      <div class="panel-body">
        {run === null && <Nothing />}
        {run !== null &&
          (run.phase === 'waiting' ? (
            <p class="empty">Waiting for the model…</p>
          ) : (
            <Content {...{ run, answer, method, chosen }} onChoose={setChosen} />
          ))}
      </div>
      {run !== null && (run.phase === 'done' || run.count > 0) && (
        <div class="panel-foot">
          <Copy {...{ run, answer }} />
          <button type="button" class="quiet" onClick={() => saveAs(run)}>
            Download
          </button>
          {run.phase === 'done' && actions(answer)}
        </div>
      )}
    </section>
  );
}

function Nothing(): JSX.Element {
  return (
    <div class="empty">
      <p>The answer comes here.</p>
      <p class="field-hint">
        Run the request, or press <kbd>Ctrl</kbd> <kbd>Enter</kbd>.
      </p>
    </div>
  );
}

/** Reads an answer when it is whole. */
function useAnswer(run: Run | null): Answer | null {
  const [read, setRead] = useState<{ readonly of: Blob; readonly answer: Answer } | null>(null);
  const body = run?.body ?? null;
  useEffect(() => {
    let isGone = false;
    if (body !== null && run !== null) {
      void readAnswer(body, run.contentType).then((answer) => {
        if (!isGone) setRead({ of: body, answer });
      });
    }
    return () => {
      isGone = true;
    };
  }, [body]);
  return read !== null && read.of === body ? read.answer : null;
}

interface ContentProps {
  readonly run: Run;
  readonly answer: Answer | null;
  readonly method: MethodSchema;
  readonly chosen: string | null;
  readonly onChoose: (view: string) => void;
}

function Content({ run, answer, method, chosen, onChoose }: ContentProps): JSX.Element | null {
  const isStream = run.count > 0 || run.phase === 'streaming';
  const whole = useMemo(() => (answer === null ? [] : answerViews(answer, method)), [answer, method]);
  const views = isStream ? streamViews(run) : whole;
  const view = views.find(({ name }) => name === chosen) ?? views[0];
  return (
    <>
      {run.failure !== null && <FailureView failure={run.failure} />}
      {run.phase === 'cancelled' && <p class="note">Cancelled.{run.count > 0 ? ' What had come until then:' : ''}</p>}
      {views.length > 1 && (
        <div class="views" role="group" aria-label="How the answer is shown">
          {views.map(({ name }) => (
            <button type="button" key={name} aria-pressed={name === view?.name} onClick={() => onChoose(name)}>
              {name}
            </button>
          ))}
        </div>
      )}
      {view?.show()}
    </>
  );
}

/** Copies the answer, and says that it has. */
function Copy({ run, answer }: { readonly run: Run; readonly answer: Answer | null }): JSX.Element {
  const [copied, setCopied] = useState<{ readonly of: Run; readonly said: string } | null>(null);
  const said = copied?.of === run ? copied.said : null;
  const press = async (): Promise<void> =>
    setCopied({ of: run, said: (await copy(run, answer)) ? 'Copied' : 'Not allowed' });
  return (
    <button type="button" class="quiet" onClick={() => void press()}>
      <span aria-live="polite">{said ?? 'Copy'}</span>
    </button>
  );
}

/** Whether the browser has let it. */
async function copy(run: Run, answer: Answer | null): Promise<boolean> {
  const text =
    answer !== null && 'text' in answer
      ? answer.text
      : run.items.map((item) => (typeof item === 'string' ? item : `${JSON.stringify(item)}\n`)).join('');
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
