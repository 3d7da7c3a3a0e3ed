// W3C trace context, as it comes in and goes on: https://www.w3.org/TR/trace-context/

/** Of version 00, and what later ones begin with: they may only add to it (section 4). */
const TRACEPARENT =
  /^(?<version>[\da-f]{2})-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?<rest>-.*)?$/;

const ZEROS = /^0+$/;

/** What a vendor may put there, in bytes; who sends more has it cut off (section 3.3.1.5). */
const MAX_TRACESTATE = 512;

/** Which trace a request belongs to, and which span of it asked. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether the caller records it: bit 0 of the flags. */
  readonly isSampled: boolean;
  /** What vendors have added; empty where they have not. */
  readonly tracestate: string;
}

/** Reads the headers `traceparent` and `tracestate`; null where there is no valid context. */
export function readTraceContext(traceparent: string | undefined, tracestate: string | undefined): TraceContext | null {
  if (traceparent === undefined) return null;
  const { version, traceId = '', spanId = '', flags = '', rest } = TRACEPARENT.exec(traceparent)?.groups ?? {};
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return null;
  const state = tracestate !== undefined && tracestate.length <= MAX_TRACESTATE ? tracestate : '';
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1, tracestate: state };
}

/** The header `traceparent` of a context. */
export function traceparentOf({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}
