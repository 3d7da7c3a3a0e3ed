// Packages of Python whose wheels lean on libraries of the system that they do not bring.
import { packageName } from './package-name.ts';

/** Debian's packages of what each needs, by the name of the package of Python. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  lightgbm: ['libgomp1'],
  xllamacpp: ['libgomp1'],
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

/** What the loader of programs says of a library that the system has not. */
const MISSING = /(lib[\w.+-]+?)\.so(?:\.(\d+)[\d.]*)?: cannot open shared object file/;

/**
 * What to do where a process ended for want of a library of the system; null where it did not. Debian's packages of libraries are called
 * after what is in them: `libgomp.so.1` is in libgomp1, `libglib-2.0.so.0` in libglib2.0-0.
 */
export function missingLibraryHint(said: string): string | null {
  const [, name, version = ''] = MISSING.exec(said) ?? [];
  if (name === undefined) return null;
  const plain = name.toLowerCase().replaceAll(/-(?=\d)/g, '');
  const usual = `${plain}${/\d$/.test(plain) && version !== '' ? '-' : ''}${version}`;
  const library = `${name}.so${version === '' ? '' : `.${version}`}`;
  return `The system library ${library} is missing: install the package that has it, which on Debian is usually ${usual}, and name it in \`system_packages\` of config.yaml for images.`;
}
