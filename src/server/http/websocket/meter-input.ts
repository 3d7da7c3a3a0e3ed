import type { Socket } from 'node:net';

import type { WebSocket } from 'ws';

import type { BodyBudget } from '../../service/body-budget.ts';
import { NO_ROOM, TRY_AGAIN_LATER } from './close-code.ts';

/** RFC 6455, 5.2: the head of a client's ping or pong, whose content is never longer than 125 bytes. */
const CONTROL_HEAD_BYTES = 6;

/**
 * Counts what a client has sent of a message that is not whole yet as a part of what all bodies may take together: each message
 * may be as large as a body, and sessions are many. Where there is no room the session ends.
 */
export function meterInput(webSocket: WebSocket, connection: Socket, budget: BodyBudget): void {
  let held = 0;
  const release = (bytes: number): void => {
    const released = Math.min(bytes, held);
    held -= released;
    budget.release(released);
  };
  const take = ({ length }: Buffer): void => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (budget.take(length)) held += length;
    else webSocket.close(TRY_AGAIN_LATER, NO_ROOM);
  };
  // Before the piece is taken apart: its messages are then given back.
  connection.prependListener('data', take);
  webSocket.on('message', () => release(held));
  webSocket.on('ping', ({ length }) => release(length + CONTROL_HEAD_BYTES));
  webSocket.on('pong', ({ length }) => release(length + CONTROL_HEAD_BYTES));
  webSocket.on('close', () => {
    connection.off('data', take);
    release(held);
  });
}
