/** Why a channel's bytes cannot be read any further. All are fatal: where the next frame begins is unknown. */
export type WireErrorCode = 'FRAME_TOO_LARGE' | 'FRAME_MALFORMED' | 'FRAME_UNKNOWN_KIND';

/** What a decoder throws; the channel that owns it ends the worker. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;
  /** The kind that nobody knows, with FRAME_UNKNOWN_KIND. */
  readonly kind: number | undefined;

  constructor(code: WireErrorCode, message: string, kind?: number) {
    super(message);
    this.code = code;
    this.kind = kind;
  }
}
