// The description of the server's API: OpenAPI 3.1, whose schemas are JSON Schema 2020-12, as those of the models are.
// https://spec.openapis.org/oas/v3.1.1.html
import { liftDefinitions } from './lift-definitions.ts';
import type { JsonSchema } from './lift-definitions.ts';

/** What an operation says of itself. Schemas may have `$defs` of their own. */
export interface OperationDescription {
  readonly summary: string;
  readonly description?: string;
  /** Bodies that it takes, by media type; none where it takes no body. */
  readonly takes?: Readonly<Record<string, BodyDescription>>;
  /** Bodies of a good answer, by media type. */
  readonly gives: Readonly<Record<string, BodyDescription>>;
  /** Statuses beside 200 that the operation may have, each with its meaning; failures of any status have the shape of `failure`. */
  readonly statuses?: Readonly<Record<string, string>>;
  /** How its failures look. */
  readonly failure: JsonSchema;
}

/** One kind of body. */
export interface BodyDescription {
  readonly schema: JsonSchema;
  /** Bodies as they are really sent, by name. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

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
  readonly routes: readonly DescribedRoute[];
}

/** Builds the document. */
export function openApiDocument({ title, version, routes }: ApiDescription): object {
  const definitions: Record<string, JsonSchema> = {};
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const methods = (paths[route.path] ??= {});
    methods[route.method.toLowerCase()] = describeOperation(route, definitions);
  }
  const isGuarded = routes.some((route) => route.isGuarded);
  return {
    openapi: '3.1.1',
    info: { title, version },
    paths,
    components: {
      schemas: definitions,
      ...(isGuarded && { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } }),
    },
  };
}

function describeOperation(route: DescribedRoute, definitions: Record<string, JsonSchema>): object {
  const { takes, gives, statuses = {}, failure, summary, description } = route.operation;
  const lift = (bodies: Readonly<Record<string, BodyDescription>>): object =>
    describeBodies(bodies, route, definitions);
  const failed = { 'application/json': { schema: failure } };
  const others = Object.entries(statuses).map(([status, meaning]) => [
    status,
    { description: meaning, content: failed },
  ]);
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary,
    ...(description !== undefined && { description }),
    ...(takes !== undefined && { requestBody: { required: true, content: lift(takes) } }),
    responses: {
      200: { description: 'The answer', content: lift(gives) },
      ...Object.fromEntries(others),
      default: { description: 'A failure: what went wrong, and its code', content: failed },
    },
    ...(route.isGuarded && { security: [{ token: [] }] }),
  };
}

function describeBodies(
  bodies: Readonly<Record<string, BodyDescription>>,
  route: DescribedRoute,
  definitions: Record<string, JsonSchema>,
): object {
  const described = Object.entries(bodies).map(([mediaType, { schema, examples = {} }]) => {
    const named = Object.entries(examples).map(([name, value]) => [name, { value }]);
    const lifted = liftDefinitions(schema, { prefix: route.tag, definitions });
    return [mediaType, { schema: lifted, ...(named.length > 0 && { examples: Object.fromEntries(named) as object }) }];
  });
  return Object.fromEntries(described) as object;
}

/** A name that generators of clients make a function's name of. */
function operationId({ method, path }: DescribedRoute): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...words].join('_');
}
