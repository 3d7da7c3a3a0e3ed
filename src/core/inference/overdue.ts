import type { InferenceRequest } from './inference-request.ts';
import type { RequestFailure } from './request-failure.ts';

/** Why a request's time is over at `now`; null while it is not. `streamPauseMs`: how long a stream may pause between items. */
export function overdue(request: InferenceRequest, now: number, streamPauseMs: number): RequestFailure | null {
  // A session may be silent for as long as it likes.
  if (request.isStreaming && !request.isSession && now - request.activeAt > streamPauseMs) {
    return { code: 'REQUEST_DEADLINE', message: `The stream paused for more than ${streamPauseMs} ms` };
  }
  if (now < request.deadlineAt) return null;
  const where = request.carrier === null ? 'it waited for a free worker' : 'the model computed';
  const ms = Math.round(now - request.queuedAt);
  return { code: 'REQUEST_DEADLINE', message: `The deadline passed after ${ms} ms, while ${where}` };
}
