// One measured run of wrk against a URL.
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What is sent again and again. */
export interface LoadRequest {
  readonly url: string;
  /** The path of a file with the body. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the load saw. Failures are answers other than those of success, and connections that broke. */
export interface Load {
  /** Those that were answered well. */
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

const run = promisify(execFile);

/** Loads a server over so many connections for so many seconds. Needs `wrk` on the PATH. */
export async function load({ url, body, headers }: LoadRequest, connections: number, seconds: number): Promise<Load> {
  const script = join(import.meta.dirname, 'post.lua');
  // On a busy machine an answer may take longer than the two seconds that wrk waits for it.
  const patience = ['--timeout', '60s'];
  const words = ['-t1', `-c${connections}`, `-d${seconds}s`, ...patience, '-s', script, url, '--', body];
  const { stdout } = await run('wrk', [...words, ...Object.entries(headers).flat()]);
  const line = /^RESULT (.*)$/m.exec(stdout)?.[1];
  if (line === undefined) throw new Error(`wrk said:\n${stdout}`);
  const result = JSON.parse(line) as {
    requests: number;
    seconds: number;
    p50Ms: number;
    p99Ms: number;
    failures: number;
  };
  const requests = result.requests - result.failures;
  return {
    requests,
    requestsPerSecond: requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    failures: result.failures,
  };
}

/** The programs that load servers, and the packages of Debian that have them. */
const PROGRAMS = [
  ['wrk', 'wrk'],
  ['h2load', 'nghttp2-client'],
] as const;

/** @throws {Error} where a program is missing that loads servers, with how to get it */
export function requireLoaders(): void {
  for (const [program, packageName] of PROGRAMS) {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
    } catch (error) {
      // wrk ends its --version with status 1.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        throw new Error(`${program} is missing (on Debian: apt-get install ${packageName})`, { cause: error });
      }
    }
  }
}
