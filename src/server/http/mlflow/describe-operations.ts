// What the description of the API says of SageMaker's and MLflow's routes.
import type { OperationDescription } from '../../../core/openapi/document.ts';
import type { Entry } from '../../service/entry.ts';
import { PLAIN_FAILURE } from '../answer/error-shape.ts';
import { describeGet } from '../exchange/describe-get.ts';

/** `GET /ping`, `GET /health`. */
export const PING = describeGet('Whether every model takes requests', {});

/** `GET /version`. */
export const VERSION: OperationDescription = {
  summary: 'The version of Truss',
  gives: { 'text/plain': { schema: { type: 'string' } } },
  failure: PLAIN_FAILURE,
};

/** `POST /invocations`, where a single model is served. */
export function describeInvocation(entries: readonly Entry[]): OperationDescription | null {
  if (entries.length !== 1) return null;
  return {
    summary: "A prediction in one of the forms of MLflow's clients",
    takes: { 'application/json': { schema: {} } },
    gives: { 'application/json': { schema: {} } },
    failure: PLAIN_FAILURE,
  };
}
