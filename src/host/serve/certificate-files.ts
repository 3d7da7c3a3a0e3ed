import { TrussError } from '../../core/errors/truss-error.ts';
import type { ServerOptions } from '../../server/main.ts';

/**
 * The files of a certificate, or null where none is wanted.
 *
 * @throws {TrussError} `USAGE` where one of the two is missing.
 */
export function certificateFiles(
  certificate: string | null,
  key: string | null,
): NonNullable<ServerOptions['tls']> | null {
  if (certificate !== null && key !== null) return { certificate, key };
  if (certificate === null && key === null) return null;
  const missing = certificate === null ? '--tls-cert' : '--tls-key';
  throw new TrussError('USAGE', { message: `${missing} is missing: a certificate and its key go together` });
}
