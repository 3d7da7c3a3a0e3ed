import type { NamedSchema, OperationDescription } from '../../../core/openapi/document.ts';
import { toSchema } from '../../../core/openapi/lift-definitions.ts';
import { isStreaming } from '../../backends/backend.ts';
import type { Entry } from '../../service/entry.ts';

/** The shape of OpenAI's errors; Anthropic's has a `type` beside. */
const FAILURE: NamedSchema = {
  name: 'OpenAiFailure',
  schema: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: { message: { type: 'string' }, type: { type: 'string' } },
        required: ['message', 'type'],
      },
    },
    required: ['error'],
  },
};

/** What the description of the API says of a method's route; null where no model has the method. The first that has it speaks for all. */
export function describeMethod(entries: readonly Entry[], method: string): OperationDescription | null {
  const known = entries.map(({ capabilities }) => capabilities?.methods[method]).find((each) => each !== undefined);
  if (known === undefined) return null;
  const { description, inputSchema, outputSchema } = known;
  const events = { 'text/event-stream': { schema: { type: 'string' } } };
  const whole = { 'application/json': { schema: toSchema(outputSchema) } };
  return {
    summary: `The model's ${method}`,
    ...(description !== null && { description }),
    takes: { 'application/json': { schema: toSchema(inputSchema) } },
    // A method that is no generator itself may give one back, where the request says `stream`.
    gives: isStreaming(known) ? events : { ...whole, ...events },
    failure: FAILURE,
  };
}
