import type { Issue } from '../../core/errors/issue.ts';
import type { TrussError } from '../../core/errors/truss-error.ts';

/** What becomes of edits of served trusses, for those who tell people or programs of it. */
export type ReloadEvent =
  /** Every edit from now on is seen. */
  | { readonly kind: 'following' }
  /** A model could not be loaded when the server started: nothing answers, and the next edit is waited for. */
  | { readonly kind: 'not-loaded'; readonly error: TrussError }
  | ({ readonly entry: string } & EntryEvent);

type EntryEvent =
  /** The requirements have changed: the environment is made anew, and the former model answers meanwhile. */
  | { readonly kind: 'environment'; readonly change: Change }
  /** The new one answers. */
  | { readonly kind: 'reloaded'; readonly change: Change }
  /** It cannot be served, and the former one goes on answering. */
  | { readonly kind: 'failed'; readonly change: Change; readonly error: unknown }
  /** The config wants another name, which it does not get before the server is started again. */
  | { readonly kind: 'renamed'; readonly wanted: string }
  /** Something of the truss is doubtful. */
  | { readonly kind: 'doubtful'; readonly issues: readonly Issue[] };

/** What changed in a truss. */
export interface Change {
  /** Relative to the truss, in order. */
  readonly paths: readonly string[];
  /** How long it has been known. */
  readonly ms: number;
}

/** Is told of reloads. It must not throw. */
export type OnReload = (event: ReloadEvent) => void;
