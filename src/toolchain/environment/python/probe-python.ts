import { open, stat } from 'node:fs/promises';

import { childEnvironment } from '../../../system/processes/child-environment.ts';
import { runProcess } from '../../../system/processes/run-process.ts';
import type { ProbeCache } from './probe-cache.ts';
import type { Python } from './python.ts';

/**
 * Runs on every Python since 2.6, so that old ones can say how old they are. -I and -S: nothing of the user's is imported.
 * A Python without the GIL installs other wheels than the lock was made for, so it says that it is one.
 */
const PROBE = `
import os, sys, sysconfig
v = sys.version_info
gil = "nogil" if sysconfig.get_config_var("Py_GIL_DISABLED") else "gil"
base = os.path.join(sys.base_prefix, "bin", "python%d.%d" % v[:2])
if not os.path.exists(base):
    base = getattr(sys, "_base_executable", None) or sys.executable
print("\\n".join(["truss-probe", "%d.%d.%d" % v[:3], sys.implementation.name, gil, base, sys.executable]))
`;

/** A Python on a slow disk takes a second or two; what takes longer is a shim that waits for something. */
const PROBE_TIMEOUT_MS = 20_000;

/**
 * Asks the program at `path` what it is. Null where it is no usable CPython: a shim whose version is not there, Python 2, PyPy.
 * Answers are cached by path, size and time of change; those of scripts (shims) are not, because they depend on more than that.
 */
export async function probePython(path: string, cache: ProbeCache): Promise<Python | null> {
  const stamp = await stampOf(path);
  if (stamp === null) return null;
  const known = cache.get(path, stamp);
  if (known !== undefined) return known;
  const python = await runProbe(path);
  if (!(await isScript(path))) cache.set(path, stamp, python);
  return python;
}

async function runProbe(path: string): Promise<Python | null> {
  const args = ['-I', '-S', '-c', PROBE];
  try {
    const { status, stdout } = await runProcess({
      command: path,
      args,
      env: childEnvironment(),
      timeoutMs: PROBE_TIMEOUT_MS,
    });
    return status === 0 ? readAnswer(path, stdout) : null;
  } catch {
    // Not a program for this machine: as good as not there.
    return null;
  }
}

function readAnswer(path: string, stdout: string): Python | null {
  const [, version = '', implementation, gil, base = '', executable] = stdout
    .slice(Math.max(0, stdout.indexOf('truss-probe')))
    .split(/\r?\n/);
  const match = /^3\.(\d+)\./.exec(version);
  if (match === null || implementation !== 'cpython' || gil !== 'gil') return null;
  return { path: executable || path, version, minor: Number(match[1]), base };
}

async function stampOf(path: string): Promise<string | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `${size}:${mtimeMs}`;
  } catch {
    return null;
  }
}

async function isScript(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1') === '#!';
  } finally {
    await file.close();
  }
}
