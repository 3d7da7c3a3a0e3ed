// A model on the bench: examples, the request, the answer; of two models beside each other the answers of both.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { MethodSchema, ModelSchema, SchemaExample } from '../../core/schema/model-schema.ts';
import type { Answer } from '../answer/answer.ts';
import { AnswerPanel } from '../answer/AnswerPanel.tsx';
import type { Draft } from '../request/draft.ts';
import { draftFor, emptyDraft, exampleDraft, kindsOf } from '../request/draft.ts';
import type { PageSettings, Server } from '../server/server.ts';
import { AnswerActions } from './AnswerActions.tsx';
import { Examples } from './Examples.tsx';
import { RequestPanel } from './RequestPanel.tsx';
import { Said } from './Said.tsx';
import type { Runs } from './use-runs.ts';
import { useRuns } from './use-runs.ts';

interface BenchProps {
  readonly server: Server;
  readonly schema: ModelSchema;
  readonly schemas: readonly ModelSchema[];
  readonly settings: PageSettings;
  /** Asks the server anew what its models are. */
  readonly onLearn: () => void;
}

/** The request that the page begins with: the first example whose body is known. */
function beginning(schema: ModelSchema): {
  method: MethodSchema | undefined;
  draft: Draft | null;
  example: string | null;
} {
  for (const example of schema.examples) {
    const draft = exampleDraft(example);
    const method = schema.methods.find(({ name }) => name === example.method);
    if (draft !== null && method !== undefined) return { method, draft, example: example.name };
  }
  const [method] = schema.methods;
  return {
    method,
    draft: method === undefined ? null : emptyDraft(schema, method, kindsOf(method)[0] ?? 'json'),
    example: null,
  };
}

/** One model, or two. */
export function Bench(props: BenchProps): JSX.Element {
  const { server, schema, schemas, settings, onLearn } = props;
  const { method, draft, example, second, examples, runs, ...does } = useBench(props);
  useRunKey(does.run);
  if (method === undefined || draft === null) {
    return (
      <main class="alone">
        This model answers over WebSockets alone, or is not loaded: there is nothing to ask here.
      </main>
    );
  }
  const names = second === null ? ['Answer'] : [schema.name, second.name];
  return (
    <main class={second === null ? 'bench' : 'bench bench-two'}>
      <Examples examples={examples} methods={schema.methods} chosen={example} onPick={does.pick} />
      <RequestPanel
        {...{ schema, schemas, method, draft, second, server, settings }}
        failures={runs.runs[0]?.failure?.fields ?? []}
        isRunning={runs.isRunning}
        onChange={does.change}
        onMethod={does.chooseMethod}
        onSecond={does.setSecondName}
        onRun={does.run}
        onCancel={runs.cancel}
      />
      <div class="answers">
        {names.map((title, index) => {
          const run = runs.runs[index] ?? null;
          const actions = (answer: Answer | null): JSX.Element | null =>
            index > 0 ? null : (
              <AnswerActions
                {...{ server, schema, method, draft, answer, settings, run, examples }}
                onContinue={does.change}
                onKept={does.keep}
              />
            );
          return <AnswerPanel key={title} {...{ title, run, method, actions }} />;
        })}
      </div>
      <Said runs={runs.runs} onUnauthorized={onLearn} />
    </main>
  );
}

/** What stands on the bench, and all that can be done with it. */
interface OnTheBench {
  readonly method: MethodSchema | undefined;
  readonly draft: Draft | null;
  /** The name of the example that the draft is. */
  readonly example: string | null;
  readonly second: ModelSchema | null;
  readonly examples: readonly SchemaExample[];
  readonly runs: Runs;
  readonly run: () => void;
  readonly change: (draft: Draft) => void;
  readonly chooseMethod: (method: MethodSchema) => void;
  readonly pick: (example: SchemaExample) => void;
  readonly keep: (example: SchemaExample) => void;
  readonly setSecondName: (name: string | null) => void;
}

function useBench({ server, schema, schemas }: BenchProps): OnTheBench {
  const [begun] = useState(() => beginning(schema));
  const [method, setMethod] = useState(begun.method);
  const [draft, setDraft] = useState(begun.draft);
  const [example, setExample] = useState(begun.example);
  const [secondName, setSecondName] = useState<string | null>(null);
  const [kept, setKept] = useState<readonly SchemaExample[]>([]);
  const runs = useRuns(server);
  const second = schemas.find(({ name }) => name === secondName) ?? null;
  const show = (changed: Draft | null, name: string | null): void => {
    setDraft(changed);
    setExample(name);
  };
  const run = (): void => {
    if (method === undefined || draft === null) return;
    const other = second?.methods.find(({ name }) => name === method.name);
    const first = { path: method.path, draft: second === null ? draft : draftFor(draft, schema.name, method) };
    const beside =
      second === null || other === undefined ? [] : [{ path: other.path, draft: draftFor(draft, second.name, other) }];
    runs.start([first, ...beside]);
    showAnswer();
  };
  const chooseMethod = (chosen: MethodSchema): void => {
    const found = schema.examples.find((each) => each.method === chosen.name && exampleDraft(each) !== null);
    setMethod(chosen);
    show(
      (found && exampleDraft(found)) ?? emptyDraft(schema, chosen, kindsOf(chosen)[0] ?? 'json'),
      found?.name ?? null,
    );
    runs.clear();
  };
  const pick = (picked: SchemaExample): void => {
    const found = schema.methods.find(({ name }) => name === picked.method);
    if (found === undefined) return;
    if (found !== method) runs.clear();
    setMethod(found);
    show(exampleDraft(picked), picked.name);
  };
  const keep = (each: SchemaExample): void => {
    setKept([...kept, each]);
    setExample(each.name);
  };
  const change = (changed: Draft): void => show(changed, null);
  const examples = [...schema.examples, ...kept];
  return { method, draft, example, second, examples, runs, run, change, chooseMethod, pick, keep, setSecondName };
}

/** Where everything stands below each other the answer would come out of sight. */
function showAnswer(): void {
  if (innerWidth < ONE_COLUMN_PX) document.querySelector('.answers')?.scrollIntoView({ block: 'start' });
}

/** As in style/page.css. */
const ONE_COLUMN_PX = 760;

/** Ctrl or Cmd with Enter runs the request, wherever somebody types: the one that was typed last, however fast that was. */
function useRunKey(run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
