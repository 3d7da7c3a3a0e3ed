/**
 * What a gRPC inference request may ask for at most. The worker holds JSON requests to the same numbers
 * (`python/src/truss_worker/v2/limits.py`), so that neither refuses what the other lets through.
 */

/** In a request, each way: clients send a wide table as one tensor a column. */
export const MAX_TENSORS = 4096;

/** Of a tensor: what every version of numpy takes. */
export const MAX_DIMENSIONS = 32;

/** Of a request, an input or an output: more than clients send; each costs two strings. */
export const MAX_PARAMETERS = 1024;

/** Of a message of gRPC, with those of the messages in it, but without elements of tensors: reading so many takes some 50 ms. */
export const MAX_FIELDS = 1_000_000;
