import type { JSX } from 'preact';

import type { MethodSchema } from '../../core/schema/model-schema.ts';
import { FileDrop } from '../form/FileDrop.tsx';
import type { Draft, FormDraft, FormPart } from '../request/draft.ts';

/** The fields of `multipart/form-data`: texts and files, each with a name. */
export function FormParts({
  draft,
  method,
  onChange,
}: {
  readonly draft: FormDraft;
  readonly method: MethodSchema;
  readonly onChange: (draft: Draft) => void;
}): JSX.Element {
  const { parts } = draft;
  const put = (index: number, known: Partial<FormPart>): void => {
    const part = parts[index];
    if (part !== undefined) onChange({ kind: 'form', parts: parts.with(index, { ...part, ...known }) });
  };
  const add = (isFile: boolean): void =>
    onChange({ kind: 'form', parts: [...parts, { name: '', value: isFile ? null : '', isFile }] });
  return (
    <div class="form-parts">
      {parts.map((part, index) => (
        <div class="form-part" key={index}>
          <input
            type="text"
            aria-label={`Name of field ${index + 1}`}
            placeholder="name"
            value={part.name}
            onInput={({ currentTarget }) => put(index, { name: currentTarget.value })}
          />
          {part.isFile ? (
            <FileDrop
              id={`part-${index}`}
              label={part.name}
              type={part.value instanceof File ? part.value.type : method.kind === 'audio' ? 'audio/*' : ''}
              file={part.value instanceof File ? part.value : null}
              name={part.value instanceof File ? part.value.name : null}
              onFile={(blob, name) =>
                put(index, { value: new File([blob], name === '' ? 'file' : name, { type: blob.type }) })
              }
            />
          ) : (
            <textarea
              rows={1}
              aria-label={`Value of field ${index + 1}`}
              value={typeof part.value === 'string' ? part.value : ''}
              onInput={({ currentTarget }) => put(index, { value: currentTarget.value })}
            />
          )}
          <button
            type="button"
            class="icon"
            aria-label={`Remove field ${index + 1}`}
            onClick={() => onChange({ kind: 'form', parts: parts.toSpliced(index, 1) })}
          >
            ×
          </button>
        </div>
      ))}
      <div class="table-tools">
        <button type="button" class="quiet" onClick={() => add(false)}>
          Add a text
        </button>
        <button type="button" class="quiet" onClick={() => add(true)}>
          Add a file
        </button>
      </div>
    </div>
  );
}
