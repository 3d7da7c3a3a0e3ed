// The description of the server's API: OpenAPI 3.1, whose schemas are JSON Schema 2020-12, as those of the models are.
// https://spec.openapis.org/oas/v3.1.1.html
import type { JsonSchema } from '../schema/json-schema.ts';
import { liftDefinitions } from './lift-definitions.ts';
import type { Lift } from './lift-definitions.ts';

/** What an operation says of itself. Schemas may have `$defs` of their own. */
export interface OperationDescription {
  readonly summary: string;
  readonly description?: string;
  /** Bodies that it takes, by media type; none where it takes no body. */
  readonly takes?: Bodies;
  /** Bodies of a good answer, by media type. */
  readonly gives: Bodies;
  /** How its failures look, whatever their status. */
  readonly failure: NamedSchema;
}

/** A schema that several operations share. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: JsonSchema;
}

/** One kind of body. */
interface BodyDescription {
  readonly schema: JsonSchema;
  /** Bodies as they are really sent, by name. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/** Bodies by media type. */
export type Bodies = Readonly<Record<string, BodyDescription>>;

/** An operation where it is found. */
export interface DescribedRoute {
  readonly method: 'GET' | 'POST';
  /** The whole path, with the name of the model in it. */
  readonly path: string;
  /** Groups operations: the name of the model, or of the protocol. */
  readonly tag: string;
  readonly operation: OperationDescription;
  /** Whether it needs a token. */
  readonly isGuarded: boolean;
}

/** What the whole document says. */
export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  /** Where the server was asked for the document: clients that are made of it ask there. */
  readonly url: string;
  readonly routes: readonly DescribedRoute[];
}

/** Builds the document. */
export function openApiDocument({ title, version, url, routes }: ApiDescription): object {
  const definitions: Record<string, JsonSchema> = {};
  const paths: Record<string, Record<string, object>> = {};
  const ids = new Set<string>();
  for (const route of routes) {
    const methods = (paths[route.path] ??= {});
    const id = unusedId(route, ids);
    ids.add(id);
    methods[route.method.toLowerCase()] = { operationId: id, ...describeOperation(route, definitions) };
  }
  const isGuarded = routes.some((route) => route.isGuarded);
  return {
    openapi: '3.1.1',
    info: { title, version },
    servers: [{ url }],
    paths,
    components: {
      schemas: definitions,
      ...(isGuarded && { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } }),
    },
  };
}

function describeOperation(route: DescribedRoute, definitions: Record<string, JsonSchema>): object {
  const { takes, gives, failure, summary, description } = route.operation;
  const bodies = (described: Bodies): object => describeBodies(described, { prefix: route.tag, definitions });
  definitions[failure.name] = failure.schema;
  const failed = { schema: { $ref: `#/components/schemas/${failure.name}` } };
  return {
    tags: [route.tag],
    summary,
    ...(description !== undefined && { description }),
    ...(takes !== undefined && { requestBody: { required: true, content: bodies(takes) } }),
    responses: {
      200: { description: 'The answer', content: bodies(gives) },
      default: {
        description: 'A failure: what went wrong, and its code',
        content: { 'application/json': failed },
      },
    },
    security: route.isGuarded ? [{ token: [] }] : [],
  };
}

function describeBodies(bodies: Bodies, lift: Lift): object {
  return mapValues(bodies, ({ schema, examples = {} }) => ({
    schema: liftDefinitions(schema, lift),
    ...(Object.keys(examples).length > 0 && { examples: mapValues(examples, (value) => ({ value })) }),
  }));
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => object): Record<string, object> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** A name that generators of clients make a function's name of: the names of models may give the same words. */
function unusedId({ method, path }: DescribedRoute, ids: ReadonlySet<string>): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const id = [method.toLowerCase(), ...words].join('_');
  let unused = id;
  for (let number = 2; ids.has(unused); number += 1) unused = `${id}_${number}`;
  return unused;
}
