// What `import … from 'truss'` gives: the client of a running server, for Node and for browsers.
export { TrussClient } from './client/truss-client.ts';
export type { ServerAnswer } from './client/read-items.ts';
export type { AskOptions, ClientOptions, Readiness, RequestBody } from './client/truss-client.ts';
export type { ErrorCode } from './core/errors/catalogue.ts';
export { TrussError } from './core/errors/truss-error.ts';
export type { JsonSchema } from './core/schema/json-schema.ts';
export type { MethodSchema, MethodUse, ModelSchema, SchemaExample, Streaming } from './core/schema/model-schema.ts';
