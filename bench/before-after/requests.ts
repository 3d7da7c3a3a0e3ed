// What the servers are asked, and the trusses that are asked beside the no-op one: models with declared tensors.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { create, toBinary } from '@bufbuild/protobuf';

import { ModelInferRequestSchema } from '../../src/core/protocols/generated/inference/grpc_service_pb.js';
import type { LoadRequest } from '../measure/load.ts';

/** How many inputs the models with declared tensors have, by the names of their trusses. */
export const INPUTS = { tensor: 1, tensors: 30 } as const;

const ROW = [5.1, 3.5, 1.4, 0.2];

/** The inputs of `bench/trusses/noop` need no signature; those of these trusses have one each. */
export function writeTensorTrusses(directory: string): void {
  for (const [name, count] of Object.entries(INPUTS)) {
    const inputs = inputNames(count).map(
      (input) => `    - {name: ${input}, datatype: FP64, shape: [-1, ${ROW.length}]}`,
    );
    const config = ['signature:', '  inputs:', ...inputs, '  outputs:', '    - {name: y, datatype: FP64, shape: [-1]}'];
    cpSync(join(directory, 'noop'), join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, 'config.yaml'), `model_name: ${name}\n${config.join('\n')}\n`);
    writeFileSync(join(directory, name, 'model/model.py'), MODEL);
  }
}

const MODEL = `class Model:
    def predict(self, inputs):
        inputs["x0"]
        return {"y": [1.0]}
`;

function inputNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `x${index}`);
}

/** Requests to a server, by what stands in the table. Bodies are written into `directory`. */
export interface Requests {
  readonly row: LoadRequest;
  readonly json: LoadRequest;
  readonly json30: LoadRequest;
  readonly binary: LoadRequest;
}

/** The requests for a server on `port`. */
export function writeRequests(directory: string, port: number): Requests {
  mkdirSync(directory, { recursive: true });
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  const origin = `http://127.0.0.1:${port}`;
  const headers = { 'Content-Type': 'application/json' };
  const infer = (truss: keyof typeof INPUTS): string => `${origin}/v2/models/${truss}/infer`;
  const raw = binaryBody();
  return {
    row: { url: `${origin}/v1/models/noop:predict`, body: file('row', JSON.stringify({ inputs: [ROW] })), headers },
    json: { url: infer('tensor'), body: file('json', jsonBody(INPUTS.tensor)), headers },
    json30: { url: infer('tensors'), body: file('json30', jsonBody(INPUTS.tensors)), headers },
    binary: {
      url: infer('tensor'),
      body: file('binary', raw.body),
      headers: {
        'Content-Type': 'application/octet-stream',
        'Inference-Header-Content-Length': String(raw.headerBytes),
      },
    },
  };
}

function jsonBody(count: number): string {
  const inputs = inputNames(count).map((name) => ({ name, datatype: 'FP64', shape: [1, ROW.length], data: ROW }));
  return JSON.stringify({ inputs });
}

function binaryBody(): { body: Uint8Array; headerBytes: number } {
  const tensor = rawRow();
  const parameters = { binary_data_size: tensor.length };
  const header = Buffer.from(
    JSON.stringify({
      inputs: [{ name: 'x0', datatype: 'FP64', shape: [1, ROW.length], parameters }],
      parameters: { binary_data_output: true },
    }),
  );
  return { body: Buffer.concat([header, tensor]), headerBytes: header.length };
}

/** A `ModelInferRequest` with raw contents, as bytes. */
export function grpcBody(): Uint8Array {
  const inputs = [{ name: 'x0', datatype: 'FP64', shape: [1n, BigInt(ROW.length)] }];
  const request = create(ModelInferRequestSchema, { modelName: 'tensor', inputs, rawInputContents: [rawRow()] });
  return toBinary(ModelInferRequestSchema, request);
}

function rawRow(): Uint8Array {
  return new Uint8Array(Float64Array.from(ROW).buffer);
}
