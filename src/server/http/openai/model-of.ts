import type { BodyForm } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import { findModel } from './find-model.ts';

/** The model that a request names, in its JSON or in a field of its form; null where it names none. */
export function modelOf(bytes: Buffer, { form, members }: BodyForm): string | null {
  if (form === Form.JSON) return findModel(bytes);
  return form === Form.FORM ? fieldOf(bytes, members?.['parts'], 'model') : null;
}

/** `parts` of a REQUEST header (wire protocol, 3.1), whose bytes stand in the body one after another. */
function fieldOf(bytes: Buffer, parts: unknown, wanted: string): string | null {
  let at = 0;
  for (const { name, length } of Array.isArray(parts) ? parts.filter(isPart) : []) {
    if (name === wanted) return bytes.toString('utf8', at, at + length);
    at += length;
  }
  return null;
}

function isPart(part: unknown): part is { readonly name: string; readonly length: number } {
  return typeof part === 'object' && part !== null && 'name' in part && 'length' in part;
}
