// The versions of the Model Context Protocol that are spoken (https://modelcontextprotocol.io/specification).

/** Since this one every request says itself which version it is of, and what its client can do. */
export const MODERN_VERSION = '2026-07-28';

/** Those before begin with `initialize`. The newest comes first. */
const LEGACY_VERSIONS: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

/** `legacy`: what is said in `initialize` holds from then on. */
export type Era = 'modern' | 'legacy';

/** Whether it is a version that begins with `initialize`. */
export function isLegacyVersion(version: string): boolean {
  return LEGACY_VERSIONS.includes(version);
}

/** The version that is spoken with a client that has asked for one in `initialize`: its own where it is known, else the newest. */
export function agreedVersion(asked: unknown): string {
  return LEGACY_VERSIONS.find((version) => version === asked) ?? '2025-11-25';
}
