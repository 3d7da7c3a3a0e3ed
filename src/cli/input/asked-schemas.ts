// The models whose schemas a command is about: of a directory, or of a server.
import { TrussError } from '../../core/errors/truss-error.ts';
import type { ModelSchema } from '../../core/schema/model-schema.ts';
import { servedSchemas, trussSchema } from '../../host/ask/model-schemas.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { createModelOutput } from '../output/model-output.ts';
import type { Output } from '../output/output.ts';
import type { AskedServer } from './asked-server.ts';
import { readAskedServer, serverAddress } from './asked-server.ts';
import { prepareOptions } from './prepare-options.ts';

/** What `askedServerOptions` and `environmentOptions` say. */
type SchemaOptions = AskedServer & Parameters<typeof prepareOptions>[0];

/**
 * The schemas of the models at an address, or of the one in a directory, which is loaded for it.
 *
 * @throws {TrussError} `MODEL_NOT_FOUND` where a server has none; `PROJECT_NOT_FOUND`, `CONFIG_*`, `ENV_*`, `SERVER_*`, …
 */
export async function askedSchemas(
  target: string,
  options: SchemaOptions,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<readonly ModelSchema[]> {
  const url = serverAddress(target, options.url);
  const caller = await readAskedServer({ ...options, url }, process.env);
  if (url !== null) {
    const schemas = await servedSchemas(url, caller, signal);
    if (schemas.length > 0) return schemas;
    throw new TrussError('MODEL_NOT_FOUND', { message: `${url} serves no model.` });
  }
  const project = await openTruss(target, output.warn);
  const schema = await trussSchema(project, {
    ...prepareOptions(options, output, signal),
    onPrepared: () => output.progress.hint('Loading the model'),
    onLine: createModelOutput(output),
  });
  return [schema];
}
