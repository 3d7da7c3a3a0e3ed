import { normaliseName } from '../../../core/requirements/requirement-name.ts';
import { readLockEntries } from './lock-file.ts';

/** How the version of a package differs between two locks. */
interface PinChange {
  readonly name: string;
  /** Null where it is new. */
  readonly before: string | null;
  /** Null where it is gone. */
  readonly after: string | null;
}

/** What differs between the texts of two locks, by the names of the packages. */
export function changedPins(before: string, after: string): PinChange[] {
  const [former, present] = [lockPins(before), lockPins(after)];
  return [...new Set([...former.keys(), ...present.keys()])]
    .map((name) => ({ name, before: former.get(name) ?? null, after: present.get(name) ?? null }))
    .filter((pin) => pin.before !== pin.after)
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The versions of a lock by the names of the packages; several where platforms differ. */
export function lockPins(lock: string): ReadonlyMap<string, string> {
  const pins = new Map<string, string>();
  for (const { requirement } of readLockEntries(lock)) {
    const [, name = requirement, version = ''] = /^([\w.-]+)\s*(?:==\s*|@\s*)(\S+)/.exec(requirement) ?? [];
    const key = normaliseName(name);
    const known = pins.get(key);
    pins.set(key, known === undefined || known === version ? version : `${known}, ${version}`);
  }
  return pins;
}
