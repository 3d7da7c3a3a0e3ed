import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Entry } from '../../service/entry.ts';
import type { InferenceService } from '../../service/inference-service.ts';

/** Of a name that is not ours, as much is repeated as any of ours may have. */
const SHOWN = 64;

/**
 * The entry of a name and, where it is not empty, a version.
 *
 * @throws TrussError MODEL_NOT_FOUND
 */
export function findEntry(service: InferenceService, name: string, version: string): Entry {
  const entry = service.find(name);
  if (entry === undefined) {
    const message = `Model with name ${JSON.stringify(name.slice(0, SHOWN))} does not exist`;
    throw new TrussError('MODEL_NOT_FOUND', { message });
  }
  if (version === '' || version === entry.version) return entry;
  const message = `Model ${entry.name} has no version ${JSON.stringify(version.slice(0, SHOWN))}, only ${entry.version}`;
  throw new TrussError('MODEL_NOT_FOUND', { message });
}
