// From a frame on the data channel to a call of the request's sink.
import type { InferenceRequest, StageTime } from '../../../core/inference/inference-request.ts';
import type { RequestFailure, ValueProblem } from '../../../core/inference/request-failure.ts';
import { isFinalStatus } from '../../../core/inference/request-failure.ts';
import type { Frame, FrameHeader } from '../../../core/wire/frame.ts';
import { Kind, NO_HEADER } from '../../../core/wire/frame.ts';
import { toErrorCode, toErrorParts, toText } from './handshake.ts';

/**
 * Tells the request's sink what a frame says.
 *
 * @returns whether this was the request's terminal frame
 * @throws {RangeError} where such a frame cannot be an answer
 */
export function deliverAnswer(frame: Frame, request: InferenceRequest): boolean {
  switch (frame.kind) {
    case Kind.RESULT:
      request.computed(frame.aux, readStages(frame.header));
      request.sink.answer(frame.form, frame.header, frame.payload);
      return true;
    case Kind.CHUNK:
      request.itemCame(performance.now());
      request.sink.chunk(frame.form, frame.header, frame.payload);
      return false;
    case Kind.END:
      request.computed(frame.aux, readStages(frame.header));
      request.sink.end(frame.header);
      return true;
    case Kind.ERROR:
      request.computed(frame.aux, readStages(frame.header));
      request.sink.fail(toFailure(frame.header));
      return true;
    default:
      throw new RangeError(`a frame of kind ${frame.kind} where an answer was due`);
  }
}

/** Undefined where the worker was not asked for them, as nearly always. */
function readStages(header: FrameHeader): readonly StageTime[] | undefined {
  if (header === NO_HEADER) return undefined;
  const { stages } = header;
  return Array.isArray(stages) ? stages.flatMap(toStage) : undefined;
}

function toStage(stage: unknown): StageTime[] {
  if (!Array.isArray(stage)) return [];
  const [name, startMicros, micros]: readonly unknown[] = stage;
  if (typeof name !== 'string' || typeof startMicros !== 'number' || typeof micros !== 'number') return [];
  return [{ name, startMs: startMicros / 1000, ms: micros / 1000 }];
}

function toFailure(header: FrameHeader): RequestFailure {
  const { status, details } = header;
  return {
    code: toErrorCode(header['code'], 'MODEL_RAISED'),
    message: toText(header['message']) ?? 'The model failed',
    ...toErrorParts(header),
    ...(isFinalStatus(status) && { status }),
    ...(header['detail'] !== undefined && { detail: header['detail'] }),
    ...(Array.isArray(details) && { details: details.filter(isValueProblem) }),
    ...(header['headers'] !== undefined && { headers: header['headers'] }),
  };
}

function isValueProblem(value: unknown): value is ValueProblem {
  const isObject = typeof value === 'object' && value !== null && 'path' in value && 'message' in value;
  return isObject && Array.isArray(value.path) && typeof value.message === 'string';
}
