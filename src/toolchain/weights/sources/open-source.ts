// Which kind of source an address is of.
import { TrussError } from '../../../core/errors/truss-error.ts';
import { parseAddress, publicAddress } from '../../../core/weights/address.ts';
import { fileSource } from './file-source.ts';
import { httpsSource } from './https-source.ts';
import { hubSource } from './hub-source.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

/**
 * What can be asked for the files of an address.
 *
 * @throws {TrussError} `CONFIG_UNSUPPORTED` where it is of none that is known
 */
export function openSource(source: string, context: SourceContext): WeightSource {
  const address = parseAddress(source);
  if (address?.kind === 'hf') return hubSource(address, context);
  if (address?.kind === 'https') return httpsSource(address.url, context);
  if (address?.kind === 'file') return fileSource(address.path);
  throw new TrussError('CONFIG_UNSUPPORTED', {
    message: `${publicAddress(source)} is a source that this version does not fetch from.`,
  });
}
