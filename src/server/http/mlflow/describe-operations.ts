// What the description of the API says of SageMaker's and MLflow's routes.
import type { Bodies, OperationDescription } from '../../../core/openapi/document.ts';
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
    summary: "A prediction in one of the forms of MLflow's and SageMaker's clients",
    takes: { 'application/json': { schema: {} }, ...TABLES },
    gives: { 'application/json': { schema: {} }, ...TABLES },
    failure: PLAIN_FAILURE,
  };
}

const TABLES: Bodies = {
  'text/csv': { schema: { type: 'string' } },
  'application/jsonlines': { schema: {} },
  'application/x-npy': { schema: {} },
};
