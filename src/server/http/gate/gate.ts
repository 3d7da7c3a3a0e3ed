// Who may come in: asked before anything is done for a request.
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import { authenticate, isCredential } from '../../auth/authenticate.ts';
import type { TokenFile } from '../../auth/token-file.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import { CrossOrigin } from './cross-origin.ts';
import type { Outside } from './outside.ts';

/** What a server asks of those who come. */
export interface GateOptions {
  /** Null: no token is needed. */
  readonly tokens: TokenFile | null;
  /** Origins whose pages may ask; asked each time, since models come, change and go. */
  readonly allowedOrigins: () => readonly string[];
  /** Whether the server listens on a loopback address. */
  readonly isLocal: boolean;
  /** What stands before it. */
  readonly outside: Outside;
}

/** Somebody who was let in. */
export interface Caller {
  /** Whose token it was; null where none is needed. */
  readonly name: string | null;
}

const ANYBODY: Caller = { name: null };

/** Decides who may ask. */
export class Gate {
  readonly origins: CrossOrigin;
  readonly outside: Outside;
  readonly #tokens: TokenFile | null;

  constructor({ tokens, allowedOrigins, isLocal, outside }: GateOptions) {
    this.#tokens = tokens;
    this.outside = outside;
    this.origins = new CrossOrigin({ allowed: allowedOrigins, isLocal, outside });
  }

  /** Whether a token is needed. */
  get isGuarded(): boolean {
    return this.#tokens !== null;
  }

  /** Lets a request in, or says why not. `isProbe`: it asks whether the server or a model is ready, which whoever routes to it must know without a token. */
  admit(request: HttpRequest, { isProbe }: { readonly isProbe: boolean }): OrRefusal<Caller> {
    const refusal = this.origins.refusal(request, { isProbe });
    if (refusal !== null) return refusal;
    if (this.#tokens === null || isProbe) return ANYBODY;
    const { headers } = request;
    const name = authenticate((header) => headers[header]?.toString(), this.#tokens);
    return isRefusal(name) ? name : { name };
  }

  /** Whether a header is between the caller and this server: no model is told a token of ours. `name`: in lower case. */
  keeps(name: string, value: string): boolean {
    return this.#tokens !== null && isCredential(name, value, this.#tokens);
  }
}
