import type { OperationDescription } from '../../../core/openapi/document.ts';
import type { JsonSchema } from '../../../core/schema/json-schema.ts';
import { PLAIN_FAILURE } from '../answer/error-shape.ts';

/** What the description of the API says of a route that takes nothing and gives JSON of a fixed shape. */
export function describeGet(summary: string, schema: JsonSchema): OperationDescription {
  return { summary, gives: { 'application/json': { schema } }, failure: PLAIN_FAILURE };
}
