import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Progress } from '../../progress.ts';
import type { FetchPython } from '../python/fetch-python.ts';
import { showMinor } from '../python/python-version.ts';
import { unreachableIn } from './failures/index-access.ts';
import { plainText } from './plain-text.ts';
import { runUv } from './run-uv.ts';
import { uvProgress } from './uv-progress.ts';

export interface FetchOptions {
  /** Where uv looks for the user's uv.toml. */
  readonly cwd: string;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Values of `UV_PYTHON_DOWNLOADS` with which nothing is fetched that nobody has called for. */
const OFF = new Set(['never', 'manual', 'false', '0']);

/** Has uv fetch Pythons. Where from, whether at all and to where is as the user has told uv (`UV_PYTHON_*`, uv.toml). */
export function fetchWithUv({ cwd, progress, signal }: FetchOptions): FetchPython {
  return async (minor) => {
    const { UV_PYTHON_DOWNLOADS: setting } = process.env;
    if (OFF.has(setting ?? '')) return `downloads are off (UV_PYTHON_DOWNLOADS=${setting})`;
    progress?.({ phase: 'python', message: `Fetching Python ${showMinor(minor)}, which is not here yet` });
    try {
      const { status, stderr } = await runUv({
        args: ['python', 'install', showMinor(minor)],
        cwd,
        // No link in ~/.local/bin: the Python is for trusses.
        env: { UV_PYTHON_DOWNLOADS: setting, UV_PYTHON_INSTALL_BIN: '0' },
        signal,
        onLine: uvProgress('python', progress),
      });
      return status === 0 ? null : reasonIn(stderr);
    } catch (error) {
      // Without uv it is the Python that is missed, and uv the reason.
      if (error instanceof TrussError && error.code === 'ENV_UV_MISSING') return error.message.replace(/\.$/, '');
      throw error;
    }
  };
}

function reasonIn(stderr: string): string {
  const text = plainText(stderr);
  if (/downloads are (?:not allowed|disabled)/i.test(text)) return 'its settings (uv.toml) forbid downloads of Python';
  if (/No download found/i.test(text)) return 'it knows none to download';
  if (/connectivity is disabled/i.test(text)) return 'it may not use the network (UV_OFFLINE is set)';
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  return unreachableIn(text) ?? last.replace(/^\s*(?:cause|caused by|error): /i, '');
}
