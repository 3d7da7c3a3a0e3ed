// Which kind of source an address is of.
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { WeightAddress } from '../../../core/weights/address.ts';
import { parseAddress, publicAddress } from '../../../core/weights/address.ts';
import { azureSource } from './azure-source.ts';
import { fileSource } from './file-source.ts';
import { gsSource } from './gs-source.ts';
import { httpsSource } from './https-source.ts';
import { hubSource } from './hub-source.ts';
import { s3Source } from './s3-source.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

/**
 * What can be asked for the files of an address.
 *
 * @throws {TrussError} `CONFIG_INVALID` where it is none
 */
export function openSource(source: string, context: SourceContext): WeightSource {
  const address = parseAddress(source);
  if (address === null) {
    throw new TrussError('CONFIG_INVALID', { message: `${publicAddress(source)} is no source of weights.` });
  }
  return ofAddress(address, context);
}

function ofAddress(address: WeightAddress, context: SourceContext): WeightSource {
  if (address.kind === 'hf') return hubSource(address, context);
  if (address.kind === 's3') return s3Source(address, context);
  if (address.kind === 'gs') return gsSource(address, context);
  if (address.kind === 'azure') return azureSource(address, context);
  return address.kind === 'file' ? fileSource(address.path) : httpsSource(address.url, context);
}
