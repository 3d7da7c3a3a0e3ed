// Whether a machine has the memory that a model asks for. Nothing is reserved or cut off: that is for containers.
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Kubernetes' units: powers of 1000, and with an `i` of 1024. */
const UNITS = 'kMGTPE';

const GIBIBYTE = 2 ** 30;

/** What is doubtful about a model that asks for `memory` (`512Mi`, `2Gi` or bytes); null where it is there. */
export function memoryDoubt(memory: string, available = memoryBudget()): string | null {
  const wanted = bytesIn(memory);
  return wanted > available
    ? `The model asks for ${memory} of memory, and there are ${(available / GIBIBYTE).toFixed(1)}Gi`
    : null;
}

/** The bytes that this process may use: those of the machine, or of its container. */
function memoryBudget(): number {
  const limits = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'].map(readBytes);
  return Math.min(totalmem(), ...limits.filter((limit) => limit > 0));
}

/** NaN where the file cannot be read, as on macOS, or says that there is no limit. */
function readBytes(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch {
    return Number.NaN;
  }
}

/** The bytes of a `resources.memory`; 0 where it is none, such as `Mi`, which both eras took. */
function bytesIn(memory: string): number {
  const [, amount = '', unit = '', binary] = /^\s*([0-9.e+]+)(?:([kKMGTPE])(i)?)?\s*$/.exec(memory) ?? [];
  const exponent = unit === '' ? 0 : UNITS.indexOf(unit.replace('K', 'k')) + 1;
  return (Number(amount) || 0) * (binary === undefined ? 1000 : 1024) ** exponent;
}
