import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { MethodSchema, ModelSchema } from '../../core/schema/model-schema.ts';
import { CodeView } from '../code/CodeView.tsx';
import type { Draft } from '../request/draft.ts';
import { emptyDraft, kindsOf } from '../request/draft.ts';
import type { FieldFailure } from '../server/read-failure.ts';
import type { PageSettings, Server } from '../server/server.ts';
import { shownText } from '../show/shown-text.ts';
import { DraftEditor } from './DraftEditor.tsx';

interface RequestPanelProps {
  readonly server: Server;
  readonly settings: PageSettings;
  readonly schema: ModelSchema;
  readonly schemas: readonly ModelSchema[];
  readonly method: MethodSchema;
  readonly draft: Draft;
  readonly second: ModelSchema | null;
  readonly failures: readonly FieldFailure[];
  readonly isRunning: boolean;
  readonly onChange: (draft: Draft) => void;
  readonly onMethod: (method: MethodSchema) => void;
  readonly onSecond: (name: string | null) => void;
  readonly onRun: () => void;
  readonly onCancel: () => void;
}

const KINDS: Readonly<Record<Draft['kind'], string>> = { json: 'JSON', bytes: 'File', form: 'Form' };

/** The left-hand side of the page: what is asked. */
export function RequestPanel(props: RequestPanelProps): JSX.Element {
  const { server, settings, schema, method, draft, failures, isRunning, onChange, onRun, onCancel } = props;
  const [showsCode, setShowsCode] = useState(false);
  const isEmpty = draft.kind === 'bytes' && draft.bytes === null;
  return (
    <section class="panel request" aria-label="Request">
      <div class="panel-head">
        <h2>Request</h2>
        <Choices {...props} />
      </div>
      <div class="panel-body">
        {method.description !== null && method.description !== schema.description && (
          <p class="field-about">{shownText(method.description)}</p>
        )}
        <DraftEditor {...{ draft, method, failures, onChange }} />
        {showsCode && <CodeView {...{ server, schema, method, draft, settings }} />}
      </div>
      <div class="panel-foot run-bar">
        {isRunning ? (
          <button type="button" class="run cancel" onClick={onCancel}>
            Cancel
          </button>
        ) : (
          <button type="button" class="run" disabled={isEmpty} onClick={onRun}>
            Run
          </button>
        )}
        <code class="path">{shownText(`POST ${method.path}`)}</code>
        <button type="button" class="quiet" aria-expanded={showsCode} onClick={() => setShowsCode(!showsCode)}>
          As code
        </button>
      </div>
    </section>
  );
}

/** Which method, in which form, and beside which other model. */
function Choices({
  schema,
  schemas,
  method,
  draft,
  second,
  onChange,
  onMethod,
  onSecond,
}: RequestPanelProps): JSX.Element {
  const kinds = kindsOf(method);
  const others = schemas.filter(
    (each) => each.name !== schema.name && each.methods.some(({ name }) => name === method.name),
  );
  return (
    <div class="choices">
      {schema.methods.length > 1 && (
        <select
          aria-label="Method"
          value={method.name}
          onChange={({ currentTarget }) => {
            const chosen = schema.methods.find(({ name }) => name === currentTarget.value);
            if (chosen !== undefined) onMethod(chosen);
          }}
        >
          {schema.methods.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
      {kinds.length > 1 && (
        <div class="views" role="group" aria-label="What is sent">
          {kinds.map((kind) => (
            <button
              type="button"
              key={kind}
              aria-pressed={kind === draft.kind}
              onClick={() => kind !== draft.kind && onChange(emptyDraft(schema, method, kind))}
            >
              {KINDS[kind]}
            </button>
          ))}
        </div>
      )}
      {others.length > 0 && (
        <select
          aria-label="Compare with another model"
          value={second?.name ?? ''}
          onChange={({ currentTarget }) => onSecond(currentTarget.value === '' ? null : currentTarget.value)}
        >
          <option value="">Compare with…</option>
          {others.map(({ name }) => (
            <option key={name} value={name}>
              {shownText(name)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
