import { TrussError } from '../../core/errors/truss-error.ts';

/** Throws an error again; that a server wants a token, with how to give one on the command line. */
export function tellOfToken(error: unknown): never {
  if (!(error instanceof TrussError) || error.code !== 'AUTH_REQUIRED') throw error;
  const hint = 'Give one that the server knows: in the variable TRUSS_TOKEN, or as --token.';
  throw new TrussError('AUTH_REQUIRED', { message: error.message, hint, cause: error });
}
