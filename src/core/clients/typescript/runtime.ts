// What every client in TypeScript has, whatever its models. It needs `fetch` alone.
import { ANSWERS } from './runtime-answers.ts';
import { REQUESTS } from './runtime-requests.ts';

/** The source text; `render-client.ts` puts the models above it. */
export const TYPESCRIPT_RUNTIME = `${REQUESTS}\n${ANSWERS}`;

/** Names that it takes, and those of the platform that it uses. */
export const TYPESCRIPT_NAMES: readonly string[] = [
  'Bytes ClientOptions CallOptions Problem Failure TrussError InvalidRequestError NotAllowedError NotFoundError BusyError',
  'DeadlineError ServerError ConnectionError Body AnswerKind ItemsKind Transport Patience ACCEPTED ANY_BYTES Array',
  'ReadonlyArray Blob Promise AsyncGenerator AsyncIterable Record Readonly Error TypeError Object',
  'Number String Date JSON Math File FormData Headers Response AbortSignal',
  'AbortController ArrayBuffer BodyInit BlobPart ReadableStreamDefaultReader ReturnType TextDecoder ErrorOptions Symbol Boolean',
].flatMap((line) => line.split(' '));
