import { fileURLToPath } from 'node:url';

import type { Backend } from '../../src/server/backends/backend.ts';
import { UpstreamBackend } from '../../src/server/backends/upstream/upstream-backend.ts';
import { keepLog } from '../support/kept-log.ts';
import { temporaryTruss } from '../support/temporary-home.ts';
import type { BackendParts, Start } from './backend-stage.ts';
import { backendConformance } from './backend.ts';

backendConformance({
  name: 'UpstreamBackend',
  create: createBackend,
  skip: [
    {
      reason: 'the connection is open at once, and whoever has one may have begun',
      tests: ['what waited behind those that it was at is known not to have begun'],
    },
    {
      reason: 'its WebSockets are handed over to the process',
      tests: ['a session takes messages and gives messages until its client leaves'],
    },
  ],
});

const SERVER = fileURLToPath(import.meta.resolve('../support/upstream-server.ts'));
const SERVE = `'${process.execPath}' '${SERVER}' --port $PORT`;

function createBackend({ start, listener }: BackendParts): Backend {
  const commands: Readonly<Record<Start, string>> = {
    ready: SERVE,
    sessions: SERVE,
    failed: 'exit 3',
    hopeless: 'no-such-engine',
  };
  const server = {
    start_command: commands[start],
    server_port: 8000,
    predict_endpoint: '/obey',
    readiness_endpoint: '/ready',
    liveness_endpoint: '/healthy',
    run_as_user_id: null,
    no_build: null,
  };
  const directory = temporaryTruss({});
  const { logger } = keepLog();
  return new UpstreamBackend({
    server,
    directory,
    environment: process.env,
    secrets: {},
    places: [],
    listener,
    logger,
  });
}
