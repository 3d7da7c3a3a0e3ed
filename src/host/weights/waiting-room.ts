import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Answers every request with 503 and a word on how far things are, in the place of the server that is not there yet. Gives what ends it.
 */
export async function openWaitingRoom(port: number, said: () => string): Promise<() => void> {
  const server = createServer((request, response) => {
    request.resume();
    const body = JSON.stringify({ ready: false, error: said(), code: 'SERVER_NOT_READY' });
    response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '5' }).end(body);
  });
  server.listen(port);
  await once(server, 'listening');
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
