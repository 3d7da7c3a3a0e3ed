// A load from within the cluster's network: connections that are kept, as a client of a service has them, and no request sent twice.
// It is over when so many requests are sent and stdin has ended.
//   node send-load.ts URL REQUESTS CONNECTIONS PAUSE_MS
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What became of the requests. */
export interface LoadOutcome {
  readonly answered: number;
  /** What went wrong, and how often. */
  readonly failures: Readonly<Record<string, number>>;
  /** How many answers each version gave. */
  readonly versions: Readonly<Record<string, number>>;
  /** How many connections were opened. */
  readonly opened: number;
  readonly seconds: number;
}

/** Whoever waits for something under load keeps stdin open until it is there. */
const told = { over: false };

const BODY = JSON.stringify({ inputs: [[1, 2]], tell: true });

if (import.meta.main) {
  process.stdin.resume().once('end', () => (told.over = true));
  const [url = '', requests, connections, pauseMs] = process.argv.slice(2);
  const outcome = await sendLoad(url, Number(requests), { connections: Number(connections), pauseMs: Number(pauseMs) });
  process.stdout.write(JSON.stringify(outcome));
}

async function sendLoad(
  url: string,
  requests: number,
  { connections, pauseMs }: { readonly connections: number; readonly pauseMs: number },
): Promise<LoadOutcome> {
  const startedAt = performance.now();
  const failures: Record<string, number> = {};
  const versions: Record<string, number> = {};
  let [sent, answered, opened] = [0, 0, 0];
  const client = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (sent < requests || !told.over) {
      sent += 1;
      try {
        const { version, isNew } = await ask(url, agent);
        versions[version] = (versions[version] ?? 0) + 1;
        answered += 1;
        if (isNew) opened += 1;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        failures[why] = (failures[why] ?? 0) + 1;
      }
      await sleep(pauseMs);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { answered, failures, versions, opened, seconds: (performance.now() - startedAt) / 1000 };
}

function ask(url: string, agent: Agent): Promise<{ readonly version: string; readonly isNew: boolean }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.once('error', reject).once('end', () => {
          if (response.statusCode !== 200) return reject(new Error(`${response.statusCode} ${body.slice(0, 200)}`));
          const { version } = JSON.parse(body) as { version: string };
          resolve({ version, isNew: !asked.reusedSocket });
        });
      },
    );
    asked.once('error', reject).end(BODY);
  });
}
