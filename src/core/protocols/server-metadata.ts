import { version } from '../version.ts';

/** What a server says of itself over V2, in JSON and gRPC alike. */
export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

/** Triton's names for what goes beyond the protocol itself. Not `model_repository`: models cannot be loaded and unloaded. */
const EXTENSIONS = ['binary_tensor_data', 'model_configuration', 'statistics'];

/** The metadata of this server. */
export function serverMetadata(): ServerMetadata {
  return { name: 'truss', version, extensions: EXTENSIONS };
}
