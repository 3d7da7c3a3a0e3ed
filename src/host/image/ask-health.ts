import { readFile } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

import { readSettings } from './read-settings.ts';

/** The engine waits for as long, and asks again. */
const TIMEOUT_MS = 4000;

/** Every server of ours answers there, once the models are loaded. */
const READY = '/v2/health/ready';

/**
 * Asks the server of this container whether it is ready, where it was told to listen: by the variables that both have, and by the
 * arguments of the container's first process.
 */
export async function askHealth(variables: NodeJS.ProcessEnv): Promise<boolean> {
  const settings = readSettings(await argumentsOfServer(), variables);
  if (settings === null) return false;
  const { host, port, tlsCert, rootPath } = settings;
  const isAnywhere = host === '0.0.0.0' || host === '::';
  const asked = {
    host: isAnywhere ? '127.0.0.1' : host,
    port,
    path: `${rootPath ?? ''}${READY}`,
    timeout: TIMEOUT_MS,
    // The certificate is for the name that clients use, and nobody else can listen on this port.
    rejectUnauthorized: false,
  };
  return new Promise((resolve) => {
    const request = (tlsCert === null ? requestHttp : requestHttps)(asked, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.end();
  });
}

/** What stands behind the program in the command of the first process, which an init may have in front of it. */
async function argumentsOfServer(): Promise<readonly string[]> {
  const words = (await readFile('/proc/1/cmdline', 'utf8').catch(() => '')).split('\0');
  const program = words.findIndex((word) => word.endsWith('/image.mjs'));
  return program === -1 ? [] : words.slice(program + 1).filter((word) => word !== '');
}
