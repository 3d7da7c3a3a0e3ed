import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** Where modules of this program lie compiled, below the home's `cache`. */
export const COMPILED_MODULES = 'node';

/** The directory of everything that Truss keeps for the user: `TRUSS_HOME`, by default `~/.truss`. It need not exist. */
export function trussHome(): string {
  const given = process.env['TRUSS_HOME'];
  return given === undefined || given === '' ? resolve(homedir(), '.truss') : resolve(given);
}
