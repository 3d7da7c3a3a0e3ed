// What every kind of source can do: say which files it has now, and give one that a lock names.
import type { LockedFile } from '../../../core/weights/weights-lock.ts';
import type { Network } from '../transfer/network.ts';
import type { RemoteFile } from '../transfer/remote-file.ts';

/** A source that can be asked. */
export interface WeightSource {
  /**
   * What it has now.
   *
   * @throws {TrussError} `WEIGHTS_NOT_FOUND`, `WEIGHTS_ACCESS_DENIED`, `WEIGHTS_UNREACHABLE`
   */
  list(signal: AbortSignal): Promise<SourceListing>;
  /** A file as a lock has it. `revision`: what the lock says of the source. */
  file(locked: LockedFile, revision: string | null): RemoteFile;
}

/** The files of a source at a moment; none is left out yet. */
export interface SourceListing {
  /** What the source calls this state of it; null where it has no name for it. */
  readonly revision: string | null;
  readonly files: readonly RemoteFile[];
}

/** What a source is asked with. */
export interface SourceContext {
  readonly network: Network;
  /** The value of the secret that the config names; null: none is named, or it has no value. */
  readonly secret: string | null;
  /** The name of that secret; null: none is named. */
  readonly secretName: string | null;
  /** Where tokens and endpoints may be set otherwise. */
  readonly variables: NodeJS.ProcessEnv;
}
