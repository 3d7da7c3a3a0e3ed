// What keeps a process that runs a model from being started, where it is the system that does.
import { tmpdir } from 'node:os';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { systemErrorCode } from '../../../system/system-error.ts';

const FULL = 'there is no space left for temporary files';

/** What the codes of the operating system mean here; all of it may be over in a moment. */
const REASONS: Readonly<Record<string, string>> = {
  EAGAIN: 'the system allows no more processes',
  EDQUOT: FULL,
  EFBIG: FULL,
  EMFILE: 'the server has as many files and connections open as it may',
  ENFILE: 'the machine has as many files open as it can',
  ENOMEM: 'there is no memory left',
  ENOSPC: FULL,
};

/** What of it is about temporary files. */
const OF_FILES = new Set(['EACCES', 'EDQUOT', 'EFBIG', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']);

/**
 * Why no process could be started, by an error of the operating system; any other error is given back as it is. The message has no
 * path, since clients are told it.
 */
export function startProblem(error: unknown): unknown {
  const code = systemErrorCode(error);
  if (error instanceof TrussError || code === undefined) return error;
  return new TrussError('WORKER_START_FAILED', {
    message: `No process can be started for the model: ${REASONS[code] ?? `the system refuses it (${code})`}`,
    hint: hintFor(code),
    cause: error,
  });
}

/**
 * What `make` gives, which makes temporary files.
 *
 * @throws {TrussError} `WORKER_START_FAILED` where there is no place for them
 */
export function withTemporaryFiles<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const code = systemErrorCode(error) ?? '';
    if (REASONS[code] !== undefined || !OF_FILES.has(code)) throw startProblem(error);
    throw new TrussError('WORKER_START_FAILED', {
      message: `No process can be started for the model: the directory for temporary files cannot be used (${code})`,
      hint: hintFor(code),
      cause: error,
    });
  }
}

function hintFor(code: string): string {
  if (OF_FILES.has(code)) return `Look at ${tmpdir()}, or let TMPDIR name another directory.`;
  if (code === 'EMFILE') return 'Raise the limit (ulimit -n), or have fewer connections.';
  return 'It is tried again.';
}
