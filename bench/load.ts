// One measured run of wrk against a URL.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What wrk saw. Failures are answers other than 2xx, and connections that broke. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

const run = promisify(execFile);

/** Loads `url` with so many connections for so many seconds. Needs `wrk` on the PATH. */
export async function load(url: string, connections: number, seconds: number): Promise<Load> {
  const script = join(import.meta.dirname, 'post.lua');
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url]);
  const line = /^RESULT (.*)$/m.exec(stdout)?.[1];
  if (line === undefined) throw new Error(`wrk said:\n${stdout}`);
  const result = JSON.parse(line) as {
    requests: number;
    seconds: number;
    p50Ms: number;
    p99Ms: number;
    failures: number;
  };
  return {
    requestsPerSecond: (result.requests - result.failures) / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    failures: result.failures,
  };
}
