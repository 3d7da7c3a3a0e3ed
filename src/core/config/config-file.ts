import { TrussError } from '../errors/truss-error.ts';

/** The name of the file that makes a directory a truss. */
export const CONFIG_FILE = 'config.yaml';

/**
 * The text of a config file. `path`: how the error names it.
 *
 * @throws {TrussError} `CONFIG_SYNTAX` where it is no text.
 */
export function decodeConfig(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TrussError('CONFIG_SYNTAX', {
      message: `${path} is not UTF-8 text.`,
      hint: 'Save the file in UTF-8.',
      cause: error,
    });
  }
}
