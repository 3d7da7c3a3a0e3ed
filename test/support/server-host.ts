// A process whose only job is to serve a model until it is killed: `node server-host.ts ENTRY-AS-JSON`. Prints its URL.
import type { EntryOptions } from '../../src/server/entry-options.ts';
import { startServer } from '../../src/server/main.ts';
import { createLogger } from '../../src/server/telemetry/logger.ts';

const entry = JSON.parse(process.argv[2] ?? '') as EntryOptions;
const logger = createLogger({ level: 'silent', format: 'json' });
const server = await startServer({ entries: [entry], host: '127.0.0.1', port: 0, dev: false, logger });
await server.ready;
console.log(server.url);
