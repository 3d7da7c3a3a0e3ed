// Calls of the Open Inference Protocol from within the cluster's network, on one channel; prints how each ended, as a list.
// It is over when so many calls are made and stdin has ended.
//   node speak-grpc.ts HOST:PORT COUNT PAUSE_MS
import { setTimeout as sleep } from 'node:timers/promises';

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, credentials } from '@grpc/grpc-js';

import {
  GRPCInferenceService,
  ModelInferRequestSchema,
} from '../../../src/core/protocols/generated/inference/grpc_service_pb.js';

const [target = '', count = '1', pauseMs = '0'] = process.argv.slice(2);
const told = { over: false };
process.stdin.resume().once('end', () => (told.over = true));
// Nothing is sent twice.
const client = new Client(target, credentials.createInsecure(), { 'grpc.enable_retries': 0 });
const { modelInfer } = GRPCInferenceService.method;
const endings: string[] = [];
while (endings.length < Number(count) || !told.over) {
  endings.push(await infer());
  await sleep(Number(pauseMs));
}
client.close();
process.stdout.write(JSON.stringify(endings));

function infer(): Promise<string> {
  const contents = { fp64Contents: [1, 2] };
  const inputs = [{ name: 'inputs', datatype: 'FP64', shape: [1n, 2n], contents }];
  const message = create(ModelInferRequestSchema, { modelName: 'model', inputs });
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      `/${modelInfer.parent.typeName}/${modelInfer.name}`,
      (request: typeof message) => Buffer.from(toBinary(modelInfer.input, request)),
      (bytes: Buffer) => fromBinary(modelInfer.output, bytes),
      message,
      (error, answer) => resolve(error === null ? `ok ${answer?.outputs[0]?.name}` : `${error.code} ${error.details}`),
    );
  });
}
