/** RFC 2046, 5.1.1: at most 70 characters, of which the last is no space. */
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;

const PARAMETER = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i;

/** The boundary in a content type such as `multipart/form-data; boundary=x`; null where there is no valid one. */
export function boundaryOf(contentType: string): string | null {
  const match = PARAMETER.exec(contentType);
  const boundary = match?.[1] ?? match?.[2] ?? '';
  return BOUNDARY.test(boundary) ? boundary : null;
}
