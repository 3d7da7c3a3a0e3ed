// The terminal that a model's code is debugged in.
import { execFileSync } from 'node:child_process';

import { TrussError } from '../../core/errors/truss-error.ts';
import { isTerminal } from '../output/terminal.ts';

/** The streams of this process that a debugger gets. */
export interface DebugStreams {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Runs what lends the terminal to a debugger, and leaves it as it was: a process that is killed while somebody types has switched
 * off that the letters show.
 *
 * @throws {TrussError} `USAGE` where there is none; what `run` throws
 */
export async function withDebugTerminal<T>({ stdin, stderr }: DebugStreams, run: () => Promise<T>): Promise<T> {
  if (stdin.isTTY !== true || !isTerminal(stderr)) {
    throw new TrussError('USAGE', {
      message: '--debug needs a terminal to type in.',
      hint: 'Give the request with -d or -f, and redirect neither stdin nor stderr.',
    });
  }
  const settings = stty('-g').trim();
  try {
    return await run();
  } finally {
    if (settings !== '') stty(settings);
  }
}

/** Where there is no such program, nothing is set. */
function stty(word: string): string {
  try {
    return execFileSync('stty', [word], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' });
  } catch {
    return '';
  }
}
