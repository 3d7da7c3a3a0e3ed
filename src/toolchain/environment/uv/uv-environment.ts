import { childEnvironment } from '../../../system/processes/child-environment.ts';

/**
 * uv never fetches a Python by itself (`fetchWithUv` has it do so, with a word about it), makes and fills what it is told to and no
 * more, and writes plain lines for us to read, whatever the user's own calls of it shall do.
 */
const SETTINGS = {
  UV_PYTHON_DOWNLOADS: 'never',
  UV_VENV_CLEAR: undefined,
  UV_VENV_SEED: undefined,
  UV_NO_HASHES: undefined,
  UV_CUSTOM_COMPILE_COMMAND: undefined,
  UV_NO_PROGRESS: '1',
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  CLICOLOR_FORCE: undefined,
  RUST_LOG: undefined,
  RUST_BACKTRACE: undefined,
};

/** The environment that uv runs in; `extra` on top. */
export function uvEnvironment(extra: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  return childEnvironment({ ...SETTINGS, ...extra });
}
