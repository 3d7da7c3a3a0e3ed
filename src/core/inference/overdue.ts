// When a request's time is over, and which of its limits says so.
import type { InferenceRequest, RequestPhase } from './inference-request.ts';
import type { RequestFailure } from './request-failure.ts';

/** How long a request may take, whatever its client asks for; in ms. */
export interface TimeLimits {
  /** Until the whole answer, or the first item of a stream (`runtime.request_timeout`). */
  readonly timeoutMs: number;
  /** In the queue (`runtime.queue_timeout`). */
  readonly queueMs: number;
  /** Between two items of a stream (`runtime.streaming_read_timeout`). */
  readonly streamPauseMs: number;
  /** Until the last item of a stream (`runtime.total_timeout`); Infinity for none. */
  readonly totalMs: number;
}

/** How long the reader of a stream may take nothing, at least: a stream has no end of its own that would let go of what waits for him. */
const READER_PAUSE_MS = 60_000;

/** Why a request's time is over at `now`; null while it is not. */
export function overdue(request: InferenceRequest, now: number, limits: TimeLimits): RequestFailure | null {
  if (now >= request.deadlineAt) return late(request, now, 'the request itself');
  // A session may be silent for as long as it likes.
  if (request.isSession) return null;
  const age = now - request.queuedAt;
  if (age >= limits.totalMs) return late(request, now, 'runtime.total_timeout');
  if (request.isStreaming) return pausedTooLong(request, now, limits.streamPauseMs);
  if (age >= limits.timeoutMs) return late(request, now, 'runtime.request_timeout');
  return request.carrier === null && now - request.waitsSince >= limits.queueMs ? waitedTooLong(limits.queueMs) : null;
}

function late(request: InferenceRequest, now: number, setBy: string): RequestFailure {
  const ms = Math.round(now - request.queuedAt);
  const message = `The deadline passed after ${ms} ms, while ${WHILE[request.phase]}`;
  return { code: 'REQUEST_DEADLINE', message: `${message} (set by ${setBy})` };
}

const WHILE: Readonly<Record<RequestPhase, string>> = {
  queue: 'it waited for a free worker',
  compute: 'the model computed',
  stream: 'the answer was streamed',
};

function pausedTooLong(request: InferenceRequest, now: number, pauseMs: number): RequestFailure | null {
  if (request.isReaderBehind) {
    const readerPauseMs = Math.max(pauseMs, READER_PAUSE_MS);
    if (now - request.activeAt <= readerPauseMs) return null;
    return {
      code: 'REQUEST_DEADLINE',
      message: `The client took nothing of the stream for more than ${readerPauseMs} ms`,
    };
  }
  if (now - request.activeAt <= pauseMs) return null;
  const message = `The stream paused for more than ${pauseMs} ms (set by runtime.streaming_read_timeout)`;
  return { code: 'REQUEST_DEADLINE', message };
}

function waitedTooLong(queueMs: number): RequestFailure {
  return {
    code: 'REQUEST_QUEUE_TIMEOUT',
    message: `No worker was free for ${queueMs} ms (set by runtime.queue_timeout)`,
    hint: 'Try again later, start more workers, or raise runtime.queue_timeout.',
  };
}
