// Which model a request is for, by its path alone.
import { plainPath } from './plain-path.ts';

/** V1 and V2 name their model behind `models`; in V1 a method may stand behind a colon. */
const NAMED = /^\/v[12]\/models\/([^/:]+)(?:[/:].*)?$/;

/** Of all models together, though it looks like the name of one. */
const OF_ALL = '/v2/models/stats';

/** The name of the model in a path, as it was written; null where it names none. */
export function namedModel(url: string): string | null {
  const path = plainPath(url);
  return path === OF_ALL ? null : (NAMED.exec(path)?.[1] ?? null);
}

/**
 * The name that a message of gRPC begins with: in all requests of the Open Inference Protocol that are about a model, and in those of
 * health checks, it is the text with the number 1.
 *
 * `bytes`: the beginning of the message. Null: more of it is needed; an empty text where there is none.
 */
export function nameInMessage(bytes: Uint8Array, isWhole: boolean): string | null {
  const TEXT_NUMBER_1 = 0x0a;
  // What has its default is left out.
  if (bytes.length === 0) return isWhole ? '' : null;
  if (bytes[0] !== TEXT_NUMBER_1) return '';
  const length = bytes[1];
  if (length === undefined) return isWhole ? '' : null;
  // Names are short: 128 bytes and more would have a length of two bytes.
  if (length > 0x7f) return '';
  if (bytes.length < 2 + length) return isWhole ? '' : null;
  return new TextDecoder().decode(bytes.subarray(2, 2 + length));
}
