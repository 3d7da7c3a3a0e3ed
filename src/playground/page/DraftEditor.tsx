// The request as a form, and the body that it becomes beside it. Whichever is edited, the other follows.
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

import type { MethodSchema } from '../../core/schema/model-schema.ts';
import { Field } from '../form/Field.tsx';
import { FileDrop } from '../form/FileDrop.tsx';
import { prettyJson } from '../json/exact-json.ts';
import type { BytesDraft, Draft, JsonDraft } from '../request/draft.ts';
import { valueOf } from '../request/draft.ts';
import type { FieldFailure } from '../server/read-failure.ts';
import { FormParts } from './FormParts.tsx';
import { TextFile } from './TextFile.tsx';

interface DraftEditorProps {
  readonly draft: Draft;
  readonly method: MethodSchema;
  readonly failures: readonly FieldFailure[];
  readonly onChange: (draft: Draft) => void;
}

/** Edits a request, whatever it is made of. */
export function DraftEditor({ draft, method, failures, onChange }: DraftEditorProps): JSX.Element {
  if (draft.kind === 'json') return <JsonEditor {...{ draft, method, failures, onChange }} />;
  if (draft.kind === 'form') return <FormParts {...{ draft, method, onChange }} />;
  return <BytesEditor {...{ draft, onChange }} />;
}

/** Beyond this a form would be slower than the typing. */
const MAX_FORM_CHARACTERS = 2_000_000;

function JsonEditor({
  draft,
  method,
  failures,
  onChange,
}: DraftEditorProps & { readonly draft: JsonDraft }): JSX.Element {
  const id = useId();
  const read = draft.text.length > MAX_FORM_CHARACTERS ? null : valueOf(draft.text);
  const schema = method.input_schema ?? {};
  const rows = Math.min(22, Math.max(5, draft.text.split('\n', 24).length));
  const mistake = read !== null && 'mistake' in read ? read.mistake : null;
  return (
    <div class="editor">
      <div class="editor-form">
        {read === null && <p class="note">The body is too long for a form; edit it as text.</p>}
        {mistake !== null && <p class="note">The form comes back when the body is JSON again.</p>}
        {read !== null && 'value' in read && (
          <Field
            schema={schema}
            root={schema}
            value={read.value}
            path={[]}
            failures={failures}
            onChange={(value) => onChange({ kind: 'json', text: prettyJson(value) })}
          />
        )}
      </div>
      <div class="editor-body">
        <div class="field-head">
          <label for={id}>Body</label>
          <span class="field-hint">application/json</span>
        </div>
        <textarea
          id={id}
          class="code body"
          rows={rows}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          aria-invalid={mistake !== null}
          value={draft.text}
          onInput={({ currentTarget }) => onChange({ kind: 'json', text: currentTarget.value })}
        />
        {mistake !== null && <p class="field-failure">{mistake}</p>}
      </div>
    </div>
  );
}

function BytesEditor({
  draft,
  onChange,
}: {
  readonly draft: BytesDraft;
  readonly onChange: (draft: Draft) => void;
}): JSX.Element {
  const { contentType, bytes, fileName } = draft;
  const isText = /^text\/|xml$/.test(contentType);
  return (
    <div class="editor">
      <div class="editor-form">
        {isText ? (
          <TextFile draft={draft} onChange={onChange} />
        ) : (
          <FileDrop
            id="file"
            label="Request"
            type={contentType}
            file={bytes}
            name={fileName}
            onFile={(blob, name) =>
              onChange({
                kind: 'bytes',
                contentType: blob.type === '' ? contentType : blob.type,
                bytes: blob,
                fileName: name,
              })
            }
          />
        )}
        <div class="field">
          <div class="field-head">
            <label for="content-type">Content type</label>
          </div>
          <input
            id="content-type"
            type="text"
            value={contentType}
            onInput={({ currentTarget }) => onChange({ ...draft, contentType: currentTarget.value })}
          />
        </div>
      </div>
    </div>
  );
}
