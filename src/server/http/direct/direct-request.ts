import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import type { RequestHead } from './request-head.ts';
import { rawFields } from './request-head.ts';

/** A request as the way of a prediction needs it: from Node's parser, or read directly. */
export type HttpRequest = IncomingMessage | DirectRequest;

/** A request that has come as a whole, with what is read of an `IncomingMessage`, under the same names. */
export class DirectRequest {
  readonly method = 'POST';
  readonly httpVersion = '1.1';
  readonly complete = true;
  url: string;
  readonly body: Buffer;
  readonly socket: Socket;
  readonly #head: RequestHead;

  constructor(head: RequestHead, body: Buffer, socket: Socket) {
    this.url = head.target;
    this.#head = head;
    this.body = body;
    this.socket = socket;
  }

  get headers(): Readonly<IncomingHttpHeaders> {
    return this.#head.headers;
  }

  /** Few models ask for them. */
  get rawHeaders(): string[] {
    return rawFields(this.#head);
  }
}
