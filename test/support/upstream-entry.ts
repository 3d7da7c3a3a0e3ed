// Entries that are upstream processes, for the tests: a `docker_server` whose command is ours.
import { fileURLToPath } from 'node:url';

import type { EntryOptions, ModelOptions } from './served-model.ts';
import { modelEntry } from './served-model.ts';

const SERVER = fileURLToPath(import.meta.resolve('./upstream-server.ts'));

/** Starts a server that says what it is asked. */
export const UPSTREAM_COMMAND = `'${process.execPath}' '${SERVER}' --port $PORT`;

/** An entry that is what this command starts. */
export function upstreamEntry(
  command: string = UPSTREAM_COMMAND,
  options: ModelOptions & { readonly port?: number } = {},
): EntryOptions {
  const server = {
    start_command: command,
    server_port: options.port ?? 8000,
    predict_endpoint: '/generate',
    readiness_endpoint: '/ready',
    liveness_endpoint: '/healthy',
    run_as_user_id: null,
    no_build: null,
  };
  return modelEntry('', { ...options, config: { ...options.config, docker_server: server } });
}
