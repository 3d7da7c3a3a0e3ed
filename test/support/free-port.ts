import { createServer } from 'node:net';

/**
 * Where ports are looked for: below 32768, where Linux begins to lend ports to connections. One of those may be taken
 * again between the look and the use.
 */
const [lowest, highest] = [15_000, 32_000];

/** A port of 127.0.0.1 that nobody listens on, and that the system gives to nobody who does not ask for it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((found) => {
    server.once('error', () => found(false));
    server.listen(port, '127.0.0.1', () => void server.close(() => found(true)));
  });
}
