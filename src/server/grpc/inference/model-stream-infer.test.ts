import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';

import { grpcClient } from '../../../../test/support/grpc-client.ts';
import { serveModel } from '../../../../test/support/served-model.ts';
import type {
  ModelInferRequestSchema,
  ModelStreamInferResponseSchema,
} from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import { GRPCInferenceService as Inference } from '../../../core/protocols/generated/inference/grpc_service_pb.js';

type Answer = MessageShape<typeof ModelStreamInferResponseSchema>;

const { modelStreamInfer } = Inference.method;

/** As many items as it is asked for; what it does is written down. */
const COUNTS = `
class Model:
    def predict(self, request):
        count = int(request["count"].tolist()[0])
        if count < 0:
            raise ValueError("fewer than none")
        made = 0
        try:
            for made in range(count):
                with open("made", "w") as file:
                    file.write(str(made + 1))
                yield {"item": [made], "weight": [0.0] * 10000}
        finally:
            open("closed", "w").close()
`;

const WAITS = `
import os, time

class Model:
    def predict(self, request):
        open("begun", "w").close()
        while not os.path.exists("go"):
            time.sleep(0.002)
        return {"y": [1]}
`;

function count(number: number, id: string, { final = false } = {}): MessageInitShape<typeof ModelInferRequestSchema> {
  const contents = { int64Contents: [BigInt(number)] };
  const asked = {
    triton_enable_empty_final_response: { parameterChoice: { case: 'boolParam', value: true } },
  } as const;
  const inputs = [{ name: 'count', datatype: 'INT64', shape: [1n], contents }];
  return { modelName: 'echo', id, inputs, outputs: [{ name: 'item' }], ...(final && { parameters: asked }) };
}

/** Whose answer it is, its item, and whether it says that it is the last one. */
function summary({ errorMessage, inferResponse }: Answer): unknown[] {
  const item = inferResponse?.outputs.map(({ contents }) => Number(contents?.int64Contents[0]));
  const last = inferResponse?.parameters['triton_final_response']?.parameterChoice.value;
  return [inferResponse?.id, item, last, ...(errorMessage === '' ? [] : [errorMessage])];
}

describe('a model that gives items', () => {
  test('answers with a message for each, and an empty last one on request', async () => {
    const served = await serveModel(COUNTS);
    const stream = grpcClient(served.port).converse(modelStreamInfer);
    stream.send(count(2, 'a'));
    await stream.until(2);
    stream.send(count(1, 'b', { final: true }));
    expect((await stream.until(4)).map(summary)).toEqual([
      ['a', [0], false],
      ['a', [1], false],
      ['b', [0], false],
      ['b', [], true],
    ]);
    stream.end();
    expect(await stream.ended).toBeNull();
  });

  test('that fails says so in a message, and the stream goes on', async () => {
    const served = await serveModel(COUNTS);
    const stream = grpcClient(served.port).converse(modelStreamInfer);
    stream.send(count(-1, 'bad'));
    await stream.until(1);
    stream.send({ ...count(1, 'lost'), modelName: 'nobody' });
    stream.send({ ...count(1, 'odd'), rawInputContents: [new Uint8Array(8), new Uint8Array(8)] });
    await stream.until(3);
    stream.send(count(1, 'good'));
    stream.end();
    expect(await stream.ended).toBeNull();
    const [bad, lost, odd, good] = stream.received.map(summary);
    expect(bad).toEqual(['bad', [], true, expect.stringContaining('ValueError')]);
    expect(lost).toEqual([
      undefined,
      undefined,
      undefined,
      'Model with name nobody does not exist; this server has echo',
    ]);
    expect(odd).toEqual(['odd', [], true, 'raw_input_contents has 2 entries for 1 inputs']);
    expect(good).toEqual(['good', [0], false]);
  });

  test('makes no more than its reader takes', async () => {
    const served = await serveModel(COUNTS);
    const stream = grpcClient(served.port).converse(modelStreamInfer);
    // 80 KB an item, all outputs: far more than all buffers between hold.
    stream.pause();
    stream.send({ ...count(400, 'much'), outputs: [] });
    const made = (): number =>
      existsSync(path.join(served.directory, 'made'))
        ? Number(readFileSync(path.join(served.directory, 'made'), 'utf8'))
        : 0;
    await expect.poll(made).toBeGreaterThan(5);
    let before = -1;
    await expect
      .poll(
        () => {
          const settled = made() === before;
          before = made();
          return settled;
        },
        { interval: 300 },
      )
      .toBe(true);
    expect(made()).toBeLessThan(200);
    stream.resume();
    await stream.until(400);
    expect(made()).toBe(400);
  });

  test('whose client leaves is closed', async () => {
    const served = await serveModel(COUNTS);
    const stream = grpcClient(served.port).converse(modelStreamInfer);
    stream.send({ ...count(1_000_000, 'endless'), outputs: [] });
    await stream.until(3);
    stream.cancel();
    await expect.poll(() => existsSync(path.join(served.directory, 'closed'))).toBe(true);
    expect((await stream.ended)?.code).toBe(status.CANCELLED);
  });
});

describe('a model with one answer', () => {
  test('answers several requests of one stream, each as its last', async () => {
    const served = await serveModel(
      'class Model:\n    def predict(self, request):\n        return {"item": request["count"]}\n',
    );
    const stream = grpcClient(served.port).converse(modelStreamInfer);
    for (let number = 0; number < 300; number += 1) stream.send(count(number, String(number), { final: true }));
    stream.end();
    expect(await stream.ended).toBeNull();
    const answers = stream.received.map(summary);
    expect(answers).toHaveLength(300);
    expect(new Set(answers.map(String))).toEqual(
      new Set(Array.from({ length: 300 }, (_, number) => `${number},${number},true`)),
    );
  });

  test('of which one is in flight is answered when the server drains, then the stream ends', async () => {
    const served = await serveModel(WAITS);
    const client = grpcClient(served.port);
    const idle = client.converse(modelStreamInfer);
    const busy = client.converse(modelStreamInfer);
    busy.send(count(1, 'x'));
    idle.send({ modelName: 'nobody' });
    await idle.until(1);
    await expect.poll(() => existsSync(path.join(served.directory, 'begun'))).toBe(true);
    const drained = served.drain();
    expect((await idle.ended)?.code).toBe(status.UNAVAILABLE);
    writeFileSync(path.join(served.directory, 'go'), '');
    expect((await busy.ended)?.code).toBe(status.UNAVAILABLE);
    expect(busy.received.map(({ inferResponse }) => inferResponse?.id)).toEqual(['x']);
    await drained;
  });
});
