// A registry for the images of the tests: on a port of this machine, where they are pushed, and on the same port of the cluster's network,
// where they are pulled. Both have one directory.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../support/free-port.ts';
import { clusterDirectory, clusterScript } from './support/cluster-place.ts';

const running: ChildProcess[] = [];

/** Starts it, where there is a cluster. */
export async function setup(): Promise<void> {
  if (clusterDirectory === null) return;
  const port = await freePort();
  const directory = join(clusterDirectory, 'registry');
  mkdirSync(directory, { recursive: true });
  const config = join(directory, 'config.json');
  const settings = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(directory, 'images') } },
    http: { addr: `127.0.0.1:${port}`, secret: 'none' },
  };
  // JSON is YAML, too.
  writeFileSync(config, JSON.stringify(settings));
  const serve = ['docker-registry', 'serve', config];
  running.push(start(serve), start([clusterScript, 'enter', clusterDirectory, ...serve]));
  process.env['TRUSS_TEST_REGISTRY'] = `127.0.0.1:${port}`;
  await untilItAnswers(port);
}

/** Ends it. */
export async function teardown(): Promise<void> {
  for (const child of running) await stop(child);
}

function start([command = '', ...args]: readonly string[]): ChildProcess {
  return spawn(command, args, { stdio: 'ignore' });
}

async function untilItAnswers(port: number): Promise<void> {
  for (let turn = 0; turn < 300; turn += 1) {
    const isThere = await fetch(`http://127.0.0.1:${port}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await sleep(100);
  }
  throw new Error('the registry does not answer');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
