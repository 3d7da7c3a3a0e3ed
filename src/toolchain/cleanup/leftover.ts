/** Something under TRUSS_HOME that nobody needs, or that is made again when it is needed. */
export interface Leftover {
  readonly kind: 'cache' | 'environment' | 'store' | 'temporary';
  /** Absolute. */
  readonly path: string;
  /** Of all its files. */
  readonly bytes: number;
  /** Why it can go, in a few words. */
  readonly why: string;
  readonly remove: () => Promise<void>;
}

/** What is younger may be what another command works on right now. */
export const TEMPORARY_FOR_MS = 24 * 60 * 60 * 1000;
