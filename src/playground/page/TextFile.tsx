import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { BytesDraft, Draft } from '../request/draft.ts';

/** A request that is a text, such as a document of XML: typed, pasted or dropped. */
export function TextFile({
  draft,
  onChange,
}: {
  readonly draft: BytesDraft;
  readonly onChange: (draft: Draft) => void;
}): JSX.Element {
  const { bytes, contentType } = draft;
  const [text, setText] = useState('');
  useEffect(() => {
    if (bytes === null) setText('');
    else void bytes.text().then(setText);
  }, [bytes]);
  const change = (typed: string): void => {
    setText(typed);
    onChange({ ...draft, bytes: new Blob([typed], { type: contentType }) });
  };
  return (
    <div class="field">
      <div class="field-head">
        <label for="text-file">Text</label>
        <span class="field-hint">or drop a file</span>
      </div>
      <textarea
        id="text-file"
        class="code body"
        rows={Math.min(24, Math.max(8, text.split('\n').length + 1))}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => change(currentTarget.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const [file] = event.dataTransfer?.files ?? [];
          if (file === undefined) return;
          event.preventDefault();
          onChange({ ...draft, bytes: file, fileName: file.name });
        }}
      />
    </div>
  );
}
