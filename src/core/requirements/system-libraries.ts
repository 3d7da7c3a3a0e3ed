// Packages of Python whose wheels lean on libraries of the system that they do not bring.
import { packageName } from './package-name.ts';

/** Debian's packages of what each needs, by the name of the package of Python. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  lightgbm: ['libgomp1'],
  'opencv-python': ['libgl1', 'libglib2.0-0'],
  'opencv-contrib-python': ['libgl1', 'libglib2.0-0'],
  'python-magic': ['libmagic1'],
  psycopg2: ['libpq5'],
  pyzbar: ['libzbar0'],
  cairosvg: ['libcairo2'],
  cairocffi: ['libcairo2'],
};

/**
 * All of them. Where one is missing the worker names it; so nothing is said of a config that lists it, wherever it is served:
 * most machines have them, and only slim images do not.
 */
export const KNOWN_SYSTEM_LIBRARIES: readonly string[] = [...new Set(Object.values(NEEDED).flat())];

/** Debian's packages that requirements need beside themselves, each once. */
export function systemLibrariesOf(requirements: readonly string[]): readonly string[] {
  return [...new Set(requirements.flatMap((line) => NEEDED[packageName(line) ?? ''] ?? []))];
}
