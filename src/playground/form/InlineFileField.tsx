import type { JSX } from 'preact';

import { toBlob } from '../request/draft.ts';
import type { FieldProps } from './field-props.ts';
import { idOf } from './field-props.ts';
import { FileDrop } from './FileDrop.tsx';

/** A picture or a sound inside JSON, as base64. */
export function InlineFileField({ schema, value, path, onChange }: FieldProps): JSX.Element {
  const { contentMediaType } = schema;
  const type = typeof contentMediaType === 'string' ? contentMediaType : 'application/octet-stream';
  return (
    <FileDrop
      id={idOf(path)}
      label={String(path.at(-1) ?? 'file')}
      type={type}
      file={typeof value === 'string' && value !== '' ? decoded(value, type) : null}
      name={null}
      onFile={(blob) => void toBase64(blob).then(onChange)}
    />
  );
}

function decoded(base64: string, type: string): Blob | null {
  try {
    return toBlob(base64, type);
  } catch {
    return null;
  }
}

async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
