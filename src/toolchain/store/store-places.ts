// Where files lie by their content, under TRUSS_HOME: `store/<first two digits>/<sha256>`. What is still arriving lies in `store/partial`.
import { join } from 'node:path';

import { trussHome } from '../home/truss-home.ts';

/** The directory of the store. It need not exist. */
export function storeDirectory(): string {
  return join(trussHome(), 'store');
}

/** Where the file with this sha256 (in hexadecimal) lies, if it is there. */
export function storedPath(sha256: string): string {
  return join(storeDirectory(), sha256.slice(0, 2), sha256);
}

/** Where files lie that are not complete. */
export function partialDirectory(): string {
  return join(storeDirectory(), 'partial');
}
