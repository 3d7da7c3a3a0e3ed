import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';

import type { GrpcClient } from '../../../../test/support/grpc-client.ts';
import { grpcClient } from '../../../../test/support/grpc-client.ts';
import type { ModelOptions } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';
import type { ModelInferRequestSchema } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import { GRPCInferenceService as Inference } from '../../../core/protocols/generated/inference/grpc_service_pb.js';

type Request = Exclude<MessageInitShape<typeof ModelInferRequestSchema>, { readonly $typeName: string }>;

const { modelInfer } = Inference.method;

const DOUBLES = `
class Model:
    def predict(self, request):
        return {name: values * 2 for name, values in request.items()}
`;

/** Says no in all the ways there are, and waits while asked to. */
const MOODY = `
import os, time

class Model:
    def predict(self, request):
        mood = str(request["mood"].tolist()[0])
        if mood == "wait":
            open("begun", "w").close()
            while not os.path.exists("go"):
                time.sleep(0.002)
        elif mood != "good":
            raise ValueError("bad mood \\ud800")
        return {"y": [1.5]}
`;

function mood(text: string): Request {
  const contents = { bytesContents: [new TextEncoder().encode(text)] };
  const inputs = [{ name: 'mood', datatype: 'BYTES', shape: [1n], contents, parameters: AS_TEXT }];
  return { modelName: 'echo', inputs };
}

const AS_TEXT = { content_type: { parameterChoice: { case: 'stringParam', value: 'str' } } } as const;

function typed(values: readonly number[]): Request {
  const contents = { fp32Contents: [...values] };
  return { modelName: 'echo', inputs: [{ name: 'x', datatype: 'FP32', shape: [BigInt(values.length)], contents }] };
}

async function serve(model: string, options?: ModelOptions): Promise<GrpcClient> {
  return grpcClient((await serveModel(model, options)).port);
}

function begun(directory: string): boolean {
  return existsSync(path.join(directory, 'begun'));
}

async function refusal(answer: Promise<unknown>): Promise<ServiceError> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('no error');
  return error as ServiceError;
}

describe('an answer', () => {
  test('is typed where the request was', async () => {
    const client = await serve(DOUBLES);
    const answer = await client.call(modelInfer, { ...typed([1, 2.5]), id: 'mine' });
    expect(answer).toMatchObject({ modelName: 'echo', modelVersion: '1', id: 'mine', rawOutputContents: [] });
    expect(answer.outputs).toMatchObject([
      { name: 'x', datatype: 'FP32', shape: [2n], contents: { fp32Contents: [2, 5] } },
    ]);
  });

  test('is raw where the request was', async () => {
    const client = await serve(DOUBLES);
    const raw = new Uint8Array(new BigInt64Array([2n ** 61n + 1n]).buffer);
    const inputs = [{ name: 'x', datatype: 'INT64', shape: [1n] }];
    const answer = await client.call(modelInfer, { modelName: 'model', inputs, rawInputContents: [raw] });
    expect(answer.outputs[0]?.contents).toBeUndefined();
    expect(new BigInt64Array(new Uint8Array(answer.rawOutputContents[0]!).buffer)).toEqual(
      new BigInt64Array([2n ** 62n + 2n]),
    );
    expect(answer.id).not.toBe('');
  });

  test('has the id of the metadata where the message has none', async () => {
    const client = await serve(DOUBLES);
    const answer = await client.call(modelInfer, typed([1]), { metadata: { 'x-request-id': 'traced' } });
    expect(answer.id).toBe('traced');
  });

  test('is large where it has to be', async () => {
    const client = await serve(DOUBLES);
    const raw = new Uint8Array(12_000_000).fill(1);
    const inputs = [{ name: 'x', datatype: 'UINT8', shape: [BigInt(raw.length)] }];
    const answer = await client.call(modelInfer, { modelName: 'echo', inputs, rawInputContents: [raw] });
    expect(Buffer.from(answer.rawOutputContents[0]!).equals(raw.fill(2))).toBe(true);
  });
});

describe('a refusal says why', () => {
  test.each<[string, Request, { code: status; trussCode: string; message: string }]>([
    [
      'of a model that is not there',
      { modelName: '../x' },
      {
        code: status.NOT_FOUND,
        trussCode: 'MODEL_NOT_FOUND',
        message: 'Model with name ../x does not exist; this server has echo',
      },
    ],
    [
      'of a version that is not there',
      { modelName: 'echo', modelVersion: '9' },
      { code: status.NOT_FOUND, trussCode: 'MODEL_NOT_FOUND', message: 'Model echo has no version 9, only 1' },
    ],
    [
      'of a shape that is not that of the elements',
      { modelName: 'echo', inputs: [{ ...typed([1, 2]).inputs![0]!, shape: [3n] }] },
      { code: status.INVALID_ARGUMENT, trussCode: 'REQUEST_BODY_INVALID', message: 'x' },
    ],
    [
      'of a time-out that is none',
      { ...typed([1]), parameters: { timeout: { parameterChoice: { case: 'stringParam', value: 'soon' } } } },
      { code: status.INVALID_ARGUMENT, trussCode: 'REQUEST_INPUT_INVALID', message: 'The parameter timeout is "soon"' },
    ],
  ])('%s', async (_, request, { code, trussCode, message }) => {
    const error = await refusal((await serve(DOUBLES)).call(modelInfer, request));
    expect(error.code).toBe(code);
    expect(error.metadata.get('truss-code')).toEqual([trussCode]);
    expect(error.details).toContain(message);
  });

  test('of tensors above max_body, and of a message far above', async () => {
    const client = await serve(DOUBLES, { runtime: { max_body: 1000 } });
    const request = (bytes: number): Request => ({
      modelName: 'echo',
      inputs: [{ name: 'x', datatype: 'UINT8', shape: [BigInt(bytes)] }],
      rawInputContents: [new Uint8Array(bytes)],
    });
    const large = await refusal(client.call(modelInfer, request(1001)));
    expect(large.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(large.metadata.get('truss-code')).toEqual(['REQUEST_TOO_LARGE']);
    expect((await refusal(client.call(modelInfer, request(2_000_000)))).code).toBe(status.RESOURCE_EXHAUSTED);
    expect((await client.call(modelInfer, request(1000))).rawOutputContents[0]).toHaveLength(1000);
  });

  test('of a model that raises: its message, but no traceback', async () => {
    const served = await serveModel(MOODY);
    const error = await refusal(grpcClient(served.port).call(modelInfer, { ...mood('bad'), id: 'r1' }));
    expect(error.code).toBe(status.INTERNAL);
    expect(error.metadata.get('truss-code')).toEqual(['MODEL_RAISED']);
    expect(error.metadata.get('x-request-id')).toEqual(['r1']);
    expect(error.details).not.toContain('model.py');
    expect(await served.log.until(/ValueError|raised/)).toMatchObject({ requestId: 'r1', status: 500 });
  });

  test('of a model that answers with a stream', async () => {
    const client = await serve('class Model:\n    def predict(self, request):\n        yield {"y": [1.5]}\n');
    const error = await refusal(client.call(modelInfer, typed([1])));
    expect(error.code).toBe(status.UNIMPLEMENTED);
    expect(error.details).toContain('Call ModelStreamInfer');
  });

  test('of a model that is loading, and of one that is busy', async () => {
    const model = MOODY.replace(
      'class Model:',
      'class Model:\n    def load(self):\n        while not os.path.exists("load"):\n            time.sleep(0.002)\n',
    );
    const served = await serveEntries([modelEntry(model, { runtime: { max_queue: 1 } })]);
    const client = grpcClient(served.port);
    const loading = await refusal(client.call(modelInfer, mood('good')));
    expect(loading.code).toBe(status.UNAVAILABLE);
    expect(loading.details).toBe('Model echo is not ready: it is loading');
    writeFileSync(path.join(served.directory, 'load'), '');
    await served.ready;
    const waiting = Array.from({ length: 40 }, () => client.call(modelInfer, mood('wait')));
    const busy = await Promise.any(waiting.map((each) => refusal(each)));
    expect(busy.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(busy.metadata.get('truss-code')).toEqual(['SERVER_BUSY']);
    writeFileSync(path.join(served.directory, 'go'), '');
    await Promise.allSettled(waiting);
  });
});

describe('time is over', () => {
  test.each<[string, Partial<Request>, object]>([
    [
      "of the parameter 'timeout', in microseconds",
      { parameters: { timeout: { parameterChoice: { case: 'int64Param', value: 30_000n } } } },
      {},
    ],
    ['of the deadline of the call', {}, { deadline: 300 }],
  ])('%s', async (_, given, { deadline }: { deadline?: number }) => {
    const served = await serveModel(MOODY);
    const init = deadline === undefined ? {} : { deadline: Date.now() + deadline };
    const answer = grpcClient(served.port).call(modelInfer, { ...mood('wait'), ...given }, init);
    const refused = await refusal(answer);
    expect(refused.code).toBe(status.DEADLINE_EXCEEDED);
    // Whose own timer fires first has no answer that could say it.
    if (deadline === undefined) {
      expect(refused.message).toContain('(set by the request itself)');
      expect(refused.metadata.get('server-timing')).toEqual([
        expect.stringMatching(/^queue;dur=\S+, compute;dur=\S+$/),
      ]);
    }
    const { status: noted } = await served.log.until(/deadline|cancelled/i);
    expect(noted).toBe(504);
    writeFileSync(path.join(served.directory, 'go'), '');
  });
});

test('a client that cancels its call cancels the request', async () => {
  const served = await serveModel(MOODY);
  const leaving = new AbortController();
  const answer = grpcClient(served.port).call(modelInfer, { ...mood('wait'), id: 'gone' }, { signal: leaving.signal });
  const left = refusal(answer);
  await expect.poll(() => begun(served.directory)).toBe(true);
  leaving.abort();
  expect((await left).code).toBe(status.CANCELLED);
  expect(await served.log.until(/The client cancelled the call/)).toMatchObject({ requestId: 'gone', status: 499 });
  writeFileSync(path.join(served.directory, 'go'), '');
});

test('what was accepted is answered when the server drains', async () => {
  const served = await serveModel(MOODY);
  const client = grpcClient(served.port);
  const answer: Promise<MessageShape<typeof modelInfer.output>> = client.call(modelInfer, mood('wait'));
  await expect.poll(() => begun(served.directory)).toBe(true);
  const drained = served.drain();
  writeFileSync(path.join(served.directory, 'go'), '');
  expect((await answer).outputs).toHaveLength(1);
  await drained;
  expect((await refusal(client.call(modelInfer, mood('good')))).code).toBe(status.UNAVAILABLE);
});
