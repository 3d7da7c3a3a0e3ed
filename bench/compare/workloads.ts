// What is measured, as data: which servers are asked what, and what of them is compared.
import { create, toBinary } from '@bufbuild/protobuf';

import { ModelInferRequestSchema } from '../../src/core/protocols/generated/inference/grpc_service_pb.js';
import type { Question } from '../measure/contender.ts';
import * as questions from './questions.ts';
import { V1 } from './questions.ts';
import type { Model, ServerName } from './servers.ts';

/** How a server is loaded: over so many connections, or with so many gRPC calls at a time; or how it is looked at. */
export type Kind = 'throughput' | 'latency' | 'grpc' | 'stream' | 'start' | 'memory';

/** One line of the table. */
export interface Workload {
  readonly name: string;
  readonly kind: Kind;
  readonly connections: number;
  readonly model: Model;
  /** What each server is asked over HTTP. */
  readonly asked: Readonly<Partial<Record<ServerName, Question>>>;
}

const LITSERVE = '/predict';
const STREAM = '/stream';

const { noopQuestion, noopV2, forestQuestion, forestV2, imageAsJson, imageV2, imageV2Binary } = questions;

const noop = {
  truss: noopQuestion(),
  fastapi: noopQuestion(),
  granian: noopQuestion(),
  kserve: noopQuestion(),
  litserve: noopQuestion(LITSERVE),
  bentoml: noopQuestion(),
  mlserver: noopV2(),
  pytriton: noopV2(),
};

const forest = {
  truss: forestQuestion(),
  fastapi: forestQuestion(),
  granian: forestQuestion(),
  litserve: forestQuestion(LITSERVE),
  bentoml: forestQuestion(),
  mlserver: forestV2(),
  pytriton: forestV2(),
};

const binary = { truss: imageV2Binary(), fastapi: questions.imageRaw(), pytriton: imageV2Binary() };
const json = {
  truss: imageAsJson(),
  fastapi: imageAsJson(),
  granian: imageAsJson(),
  kserve: imageAsJson(),
  mlserver: imageV2(),
};
const stream = { truss: questions.streamQuestion(V1), fastapi: questions.streamQuestion(STREAM) };
const grpc = { truss: noopQuestion(), kserve: noopQuestion(), pytriton: noopV2() };
const starting = { truss: noopQuestion(), fastapi: noopQuestion() };

export const workloads: readonly Workload[] = [
  { name: 'no-op, 64 connections', kind: 'throughput', connections: 64, model: 'noop', asked: noop },
  { name: 'no-op, 1 connection', kind: 'latency', connections: 1, model: 'noop', asked: noop },
  { name: 'forest, 64 connections', kind: 'throughput', connections: 64, model: 'forest', asked: forest },
  { name: 'forest, 1 connection', kind: 'latency', connections: 1, model: 'forest', asked: forest },
  { name: 'forest as ONNX, 64 connections', kind: 'throughput', connections: 64, model: 'converted', asked: forest },
  { name: 'forest as ONNX, 1 connection', kind: 'latency', connections: 1, model: 'converted', asked: forest },
  { name: 'image as bytes, 64 connections', kind: 'throughput', connections: 64, model: 'tensor', asked: binary },
  { name: 'image as JSON, 64 connections', kind: 'throughput', connections: 64, model: 'tensor', asked: json },
  { name: 'stream, 1 reader', kind: 'stream', connections: 1, model: 'stream', asked: stream },
  { name: 'stream, 64 readers', kind: 'stream', connections: 64, model: 'stream', asked: stream },
  { name: 'gRPC, 64 calls at a time', kind: 'grpc', connections: 64, model: 'noop', asked: grpc },
  { name: 'start, no-op', kind: 'start', connections: 1, model: 'noop', asked: starting },
  {
    name: 'start, forest',
    kind: 'start',
    connections: 1,
    model: 'forest',
    asked: { truss: forestQuestion(), fastapi: forestQuestion() },
  },
  { name: 'memory, no-op', kind: 'memory', connections: 64, model: 'noop', asked: noop },
];

/** The same row as a `ModelInferRequest`. */
export function grpcMessage(): Uint8Array {
  const inputs = [{ name: 'inputs', datatype: 'FP32', shape: [1n, 4n] }];
  const rawInputContents = [questions.ROW_BYTES];
  return toBinary(
    ModelInferRequestSchema,
    create(ModelInferRequestSchema, { modelName: 'model', inputs, rawInputContents }),
  );
}
