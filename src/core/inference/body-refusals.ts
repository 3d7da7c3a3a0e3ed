// Why a body is not taken, whatever it is and however it comes.
import type { RequestFailure } from './request-failure.ts';

/** There is no memory for it now. */
export const NO_ROOM: RequestFailure = {
  code: 'SERVER_BUSY',
  message: 'The bodies of the requests that are being answered fill the memory set apart for them',
};

/** It is longer than the model takes. */
export function tooLarge(maxBytes: number): RequestFailure {
  return { ...longerThan(maxBytes), hint: 'Send less, or raise runtime.max_body.' };
}

/** It is longer than its route takes, whatever the model. */
export function longerThan(maxBytes: number): RequestFailure {
  return { code: 'REQUEST_TOO_LARGE', message: `The body of the request is larger than ${maxBytes} bytes` };
}
