import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

import { createCapture } from './capture.ts';
import { leadGroup } from './process-group.ts';
import { readLines } from './read-lines.ts';

export interface ProcessOptions {
  /** An absolute path, or a name that is looked up on the PATH of `env`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment of the child: nothing is inherited beside it. */
  readonly env: NodeJS.ProcessEnv;
  /** Written to the child's stdin, which is then closed. Without it stdin is empty. */
  readonly input?: string;
  /** Ends the child and everything it started: SIGTERM, and SIGKILL where that is not enough. */
  readonly signal?: AbortSignal | undefined;
  /** As `signal`, after this long. */
  readonly timeoutMs?: number;
  /** Is told of each line of stderr as it comes. */
  readonly onErrorLine?: (line: string) => void;
  /** The same of stdout. */
  readonly onOutputLine?: (line: string) => void;
}

/** How a child ended. A status other than 0 is a result, no exception: what it means is for the caller to say. */
export interface ProcessResult {
  /** Null where a signal ended the child. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The first 16 MiB. */
  readonly stdout: string;
  /** The first half and the last half of at most 1 MiB. */
  readonly stderr: string;
}

/** What we read of a child is lines and documents of ours and of uv's: more than this is a runaway. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** The log of a failed compilation is long; its beginning and its end say what went wrong. */
const MAX_ERROR_BYTES = 1024 * 1024;

/**
 * Runs a program to its end. The child leads a process group of its own, so that what it started ends with it.
 * Rejects with the reason of `signal` when that is aborted, and with the system's error (`ENOENT`, `EACCES`) when there is no such
 * program.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  options.signal?.throwIfAborted();
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const group = leadGroup(child);
  const stop = (): void => group.stop();
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop, options.timeoutMs);
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const result = await collect(child, options);
    options.signal?.throwIfAborted();
    return result;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
    group.release();
  }
}

function collect(child: ChildProcess, { input, onErrorLine, onOutputLine }: ProcessOptions): Promise<ProcessResult> {
  const stdout = createCapture({ maxBytes: MAX_OUTPUT_BYTES, keep: 'head' });
  const stderr = createCapture({ maxBytes: MAX_ERROR_BYTES, keep: 'ends' });
  child.stdout?.on('data', (chunk: Buffer) => stdout.add(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.add(chunk));
  if (child.stderr !== null && onErrorLine !== undefined) readLines(child.stderr, onErrorLine);
  if (child.stdout !== null && onOutputLine !== undefined) readLines(child.stdout, onOutputLine);
  // A child that ends without reading its input is no error of its own: its status says what happened.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      resolve({ status, signal, stdout: stdout.text(), stderr: stderr.text() });
    });
  });
}
