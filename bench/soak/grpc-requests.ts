// What is asked over gRPC in a soak, each with what has to come back.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { ServiceError } from '@grpc/grpc-js';
import { Client, credentials, status } from '@grpc/grpc-js';

import {
  ModelInferRequestSchema,
  ModelInferResponseSchema,
  ModelStreamInferResponseSchema,
} from '../../src/core/protocols/generated/inference/grpc_service_pb.js';
import type { Asked } from './http-requests.ts';
import type { Outcome } from './outcome.ts';
import { other, right } from './outcome.ts';

const SERVICE = '/inference.GRPCInferenceService';

/** Which HTTP status the server counts where a client sees this one of gRPC. */
const HTTP: ReadonlyMap<status, number> = new Map([
  [status.INTERNAL, 500],
  [status.UNAVAILABLE, 503],
  [status.DEADLINE_EXCEEDED, 504],
  [status.RESOURCE_EXHAUSTED, 429],
]);

/** Asks one server over connections of its own. */
export class GrpcSoaker {
  readonly #client: Client;

  constructor(port: number) {
    const unbounded = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
    // Each client of the library shares connections with all others of the same options.
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), unbounded);
  }

  close(): void {
    this.#client.close();
  }

  /** A tensor, in typed contents or as bytes. */
  readonly infer = async ({ name, random }: Asked): Promise<Outcome> => {
    const data = Array.from({ length: random.size() }, () => random.below(1000));
    const raw = random.below(2) === 0;
    const input = { name: 'x', datatype: 'INT32', shape: [BigInt(data.length)] };
    const message = raw
      ? { modelName: name, inputs: [input], rawInputContents: [new Uint8Array(Int32Array.from(data).buffer)] }
      : { modelName: name, inputs: [{ ...input, contents: { intContents: data } }] };
    const bytes = Buffer.from(toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, message)));
    const answer = await this.#unary(bytes);
    if (!(answer instanceof Uint8Array)) return refused(answer);
    const { outputs, rawOutputContents } = fromBinary(ModelInferResponseSchema, answer);
    const [first] = rawOutputContents;
    const got = first === undefined ? outputs[0]?.contents : undefined;
    const values =
      first === undefined
        ? [...(got?.intContents ?? []), ...(got?.int64Contents ?? [])]
        : numbers(first, outputs[0]?.datatype);
    const isRight = values.length === data.length && values.every((value, at) => Number(value) === (data[at] ?? 0) + 1);
    return isRight ? right(200) : other('wrong', 200, `${values.length} values for ${data.length}`);
  };

  /** The client's deadline passes, or it cancels the call. */
  readonly leave = async ({ name, random }: Asked): Promise<Outcome> => {
    const contents = { fp64Contents: [0.1] };
    const inputs = [{ name: 'sleep', datatype: 'FP64', shape: [1n], contents }];
    const message = create(ModelInferRequestSchema, { modelName: name, inputs });
    await this.#unary(Buffer.from(toBinary(ModelInferRequestSchema, message)), 1 + random.below(40));
    return other('left', null, '');
  };

  /** A stream of answers to one request. */
  readonly stream = ({ name, random }: Asked): Promise<Outcome> =>
    new Promise((resolve) => {
      const count = 1 + random.below(100);
      const call = this.#client.makeBidiStreamRequest(`${SERVICE}/ModelStreamInfer`, same, same);
      const got: number[] = [];
      let said = '';
      call.on('data', (bytes: Buffer) => {
        const { errorMessage, inferResponse } = fromBinary(ModelStreamInferResponseSchema, bytes);
        if (errorMessage !== '') said = errorMessage;
        const contents = inferResponse?.outputs[0]?.contents;
        got.push(...[...(contents?.intContents ?? []), ...(contents?.int64Contents ?? [])].map(Number));
      });
      call.on('error', (error: ServiceError) => resolve(refused(error)));
      call.on('end', () => {
        const isRight = got.length === count && got.every((value, at) => value === at);
        if (isRight && said === '') resolve(right(200));
        else if (said === '') resolve(other('wrong', 200, `${got.length} of ${count} items`));
        // Which status it was is not said in a message.
        else resolve(other(got.length === 0 ? 'refused' : 'broken', null, said));
      });
      const input = (tensor: string, value: number): object => ({
        name: tensor,
        datatype: 'INT64',
        shape: [1n],
        contents: { int64Contents: [BigInt(value)] },
      });
      const message = { modelName: name, inputs: [input('items', count), input('x', 0)] };
      call.write(Buffer.from(toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, message))));
      call.end();
    });

  #unary(message: Buffer, withinMs?: number): Promise<Uint8Array | ServiceError> {
    const options = withinMs === undefined ? {} : { deadline: Date.now() + withinMs };
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest(`${SERVICE}/ModelInfer`, same, same, message, options, (error, answer) =>
        resolve(error ?? answer ?? Buffer.alloc(0)),
      );
    });
  }
}

function same(bytes: Buffer): Buffer {
  return bytes;
}

function numbers(bytes: Uint8Array, datatype: string | undefined): readonly (number | bigint)[] {
  const { buffer } = new Uint8Array(bytes);
  return datatype === 'INT64' ? [...new BigInt64Array(buffer)] : [...new Int32Array(buffer)];
}

/** An error of ours has a code among its trailers; what the library says itself is a connection that ended. */
function refused({ code, details, metadata }: ServiceError): Outcome {
  const [own] = metadata.get('truss-code');
  if (own === undefined) return other('lost', null, details);
  return other('refused', HTTP.get(code) ?? null, String(own));
}
