/** RFC 6455, 5.5: what a close frame holds beside its code. */
const MAX_REASON_BYTES = 123;

/** RFC 6455, 7.4: these say that something happened, and never stand in a frame. */
const NEVER_SENT = new Set([1004, 1005, 1006]);

const NORMAL = 1000;
const INTERNAL_ERROR = 1011;

/** RFC 6455, 7.4.1: the server, or the model, is no longer there for the client. */
export const GOING_AWAY = 1001;

/** The server cannot take more now; registered at https://www.iana.org/assignments/websocket. */
export const TRY_AGAIN_LATER = 1013;

/** Said with it. */
export const NO_ROOM = 'The server has no memory left for messages';

/** The code with which a model ends a session: its own, 1000 where it names none, 1011 where that is none that can be sent. */
export function closeCode(chosen: unknown): number {
  if (chosen === undefined) return NORMAL;
  return typeof chosen === 'number' && isSendable(chosen) ? chosen : INTERNAL_ERROR;
}

function isSendable(code: number): boolean {
  if (!Number.isInteger(code) || NEVER_SENT.has(code)) return false;
  return (code >= 1000 && code <= 1014) || (code >= 3000 && code <= 4999);
}

/** A reason as it fits into a close frame: cut between two characters. */
export function closeReason(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_REASON_BYTES) return text;
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES), { stream: true });
}
