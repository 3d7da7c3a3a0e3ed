// What can be done with an answer that came out well: the conversation goes on, the request becomes an example.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { MethodSchema, ModelSchema, SchemaExample } from '../../core/schema/model-schema.ts';
import type { Answer } from '../answer/answer.ts';
import { saidPiece, saidText } from '../answer/said-text.ts';
import { isMap, parseJson, prettyJson } from '../json/exact-json.ts';
import type { Draft } from '../request/draft.ts';
import { valueOf } from '../request/draft.ts';
import type { Run } from '../request/run.ts';
import type { PageSettings, Server } from '../server/server.ts';

interface AnswerActionsProps {
  readonly server: Server;
  readonly schema: ModelSchema;
  readonly method: MethodSchema;
  readonly draft: Draft;
  readonly answer: Answer | null;
  readonly run: Run | null;
  readonly settings: PageSettings;
  readonly examples: readonly SchemaExample[];
  readonly onContinue: (draft: Draft) => void;
  readonly onKept: (example: SchemaExample) => void;
}

/** The buttons below an answer. */
export function AnswerActions(props: AnswerActionsProps): JSX.Element {
  const { method, draft, answer, run, settings, onContinue } = props;
  const goesOn = method.kind === 'chat' ? continued(draft, answer, run) : null;
  return (
    <>
      {goesOn !== null && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            onContinue(goesOn);
            requestAnimationFrame(() => document.querySelector<HTMLElement>('#last-message')?.focus());
          }}
        >
          Reply
        </button>
      )}
      {settings.keepsExamples && draft.kind === 'json' && <Keep {...props} />}
    </>
  );
}

/** The conversation with the answer in it, and room for what comes next. */
function continued(draft: Draft, answer: Answer | null, run: Run | null): Draft | null {
  const read = draft.kind === 'json' ? valueOf(draft.text) : null;
  if (read === null || !('value' in read) || !isMap(read.value) || !Array.isArray(read.value['messages'])) return null;
  const pieces = (run?.items ?? []).map((item) => saidPiece(item) ?? '').join('');
  const said = answer !== null && answer.kind === 'json' ? saidText(answer.value) : pieces;
  if (said === null || said === '') return null;
  const messages: unknown[] = [
    ...(read.value['messages'] as unknown[]),
    { role: 'assistant', content: said },
    { role: 'user', content: '' },
  ];
  return { kind: 'json', text: prettyJson({ ...read.value, messages }) };
}

function Keep({ server, schema, examples, method, draft, answer, run, onKept }: AnswerActionsProps): JSX.Element {
  const [state, setState] = useState<{
    readonly of: Run | null;
    readonly said: string;
    readonly isKept: boolean;
  } | null>(null);
  const current = state !== null && state.of === run ? state : null;
  const keep = async (): Promise<void> => {
    if (draft.kind !== 'json') return;
    const name = freeName(examples);
    const output = answer !== null && answer.kind === 'json' ? answer.text : null;
    try {
      await server.keepExample(schema.name, { name, method: method.name, input: draft.text, output });
      setState({ of: run, said: `Added as ${name}`, isKept: true });
      onKept({ name, method: method.name, input: parseJson(draft.text) });
    } catch (error) {
      setState({ of: run, said: error instanceof Error ? error.message : String(error), isKept: false });
    }
  };
  return (
    <>
      <button type="button" class="quiet" disabled={current?.isKept === true} onClick={() => void keep()}>
        Add to examples.yaml
      </button>
      {current !== null && (
        <span class={current.isKept ? 'field-hint' : 'field-failure'} role="status">
          {current.said}
        </span>
      )}
    </>
  );
}

/** A name that no example has: one is given in the file, where it can be changed for a better one. */
function freeName(examples: readonly SchemaExample[]): string {
  const day = new Date().toISOString().slice(0, 10);
  const taken = new Set(examples.map(({ name }) => name));
  for (let count = 1; ; count += 1) {
    const name = `from-the-playground-${day}${count === 1 ? '' : `-${count}`}`;
    if (!taken.has(name)) return name;
  }
}
