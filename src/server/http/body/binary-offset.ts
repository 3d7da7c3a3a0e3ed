import type { OrRefusal } from '../../../core/inference/refusal.ts';

/** How long the JSON before the raw tensors is: Triton's `extension_binary_data.md`, which KServe follows. */
export const OFFSET_HEADER = 'inference-header-content-length';

/** The same as it is sent. */
export const OFFSET_HEADER_SENT = 'Inference-Header-Content-Length';

/** Where the raw tensors of a body of so many bytes begin; 0: it has no JSON. Or why the header says nothing valid. */
export function binaryOffset(header: string | string[] | undefined, bodyBytes: number): OrRefusal<number> {
  const offset = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : -1;
  if (offset >= 0 && offset <= bodyBytes) return offset;
  const expected = `a number of bytes from 0 to ${bodyBytes}, the length of the body, is expected`;
  const message = `The header ${OFFSET_HEADER_SENT} is ${JSON.stringify(header)}, where ${expected}`;
  return { code: 'REQUEST_HEADER_INVALID', message };
}
