// A conversation over a WebSocket.
import { once } from 'node:events';

import { WebSocket } from 'ws';

import type { Asked } from './http-requests.ts';
import type { Outcome } from './outcome.ts';
import { other, right } from './outcome.ts';

/** How a WebSocket is closed whose model failed, which is also what a worker's death is. */
const FAILED = 'closed with 1011';

/** How one is refused while no worker is ready. */
const NOT_READY = 'Unexpected server response: 503';

/** Some messages, each answered; then the client says good-bye, or is gone without a word. */
export async function talk({ url, random }: Asked): Promise<Outcome> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/websocket`);
  const over = overOf(socket);
  try {
    await Promise.race([once(socket, 'open'), over]);
    for (let count = 1 + random.below(20); count > 0; count -= 1) {
      const text = `m${random.below(1_000_000)}`.repeat(1 + random.below(20));
      socket.send(text);
      const [answer] = (await Promise.race([once(socket, 'message'), over])) as [Buffer];
      if (answer.toString() !== text.toUpperCase()) return other('wrong', null, answer.toString().slice(0, 200), 0);
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return other(detail === FAILED || detail === NOT_READY ? 'refused' : 'lost', null, detail, 0);
  }
  if (random.below(3) === 0) socket.terminate();
  else socket.close(1000);
  await over.catch(() => {});
  return right(101, 0);
}

/** Rejects with how the connection ended. */
async function overOf(socket: WebSocket): Promise<never> {
  const closed = once(socket, 'close').then(([code]) => `closed with ${Number(code)}`);
  const failed = new Promise<string>((resolve) => socket.on('error', ({ message }) => resolve(message)));
  throw new Error(await Promise.race([failed, closed]));
}
