import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';

import { grpcClient } from '../../../../test/support/grpc-client.ts';
import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../../test/support/temporary-home.ts';
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from '../../../core/protocols/generated/grpc/health/v1/health_pb.js';
import { ServerReflection } from '../../../core/protocols/generated/grpc/reflection/v1/reflection_pb.js';
import { ServerReflection as AlphaReflection } from '../../../core/protocols/generated/grpc/reflection/v1alpha/reflection_pb.js';
import { GRPCInferenceService as Inference } from '../../../core/protocols/generated/inference/grpc_service_pb.js';

const MODEL = 'class Model:\n    def predict(self, request):\n        return {"y": request["x"]}\n';

const LOADS_LATER = `
import os, time

class Model:
    def load(self):
        while not os.path.exists("go"):
            time.sleep(0.002)

    def predict(self, request):
        return request
`;

const TENSOR = { datatype: 'FP32', shape: [-1, 2] } as const;

test('a model and its server describe themselves', async () => {
  const signature = { inputs: [{ name: 'x', ...TENSOR }], outputs: [{ name: 'y', ...TENSOR }] };
  const served = await serveModel(MODEL, { config: { signature } });
  const client = grpcClient(served.port);
  const { method } = Inference;
  expect(await client.call(method.serverMetadata, {})).toMatchObject({ name: 'truss' });
  expect(await client.call(method.modelMetadata, { name: 'echo', version: '1' })).toMatchObject({
    name: 'echo',
    versions: ['1'],
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1n, 2n] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1n, 2n] }],
  });
  const { config } = await client.call(method.modelConfig, { name: 'echo' });
  expect(config).toMatchObject({
    name: 'echo',
    maxBatchSize: 0,
    input: [{ name: 'x', dataType: 11, dims: [-1n, 2n] }],
  });
  const contents = { fp32Contents: [1, 2] };
  const request = { modelName: 'echo', inputs: [{ name: 'x', datatype: 'FP32', shape: [1n, 2n], contents }] };
  await client.call(method.modelInfer, request);
  await client.call(method.modelInfer, { ...request, parameters: { timeout: {} } }).catch(() => null);
  const { modelStats } = await client.call(method.modelStatistics, {});
  expect(modelStats).toMatchObject([
    { name: 'echo', version: '1', inferenceCount: 1n, inferenceStats: { success: { count: 1n } } },
  ]);
  expect(modelStats[0]?.inferenceStats?.success?.ns).toBeGreaterThan(0n);
  expect(await client.call(method.repositoryIndex, {})).toMatchObject({ models: [{ name: 'echo', state: 'READY' }] });
});

test('readiness and health follow the model, and the end of the server', async () => {
  const served = await serveEntries([modelEntry(LOADS_LATER)]);
  const client = grpcClient(served.port);
  const { method } = Inference;
  const watch = client.converse(Health.method.watch, { first: { service: 'echo' } });
  expect(await watch.until(1)).toMatchObject([{ status: Serving.NOT_SERVING }]);
  expect(await client.call(method.serverLive, {})).toMatchObject({ live: true });
  expect(await client.call(method.serverReady, {})).toMatchObject({ ready: false });
  expect(await client.call(method.modelReady, { name: 'echo' })).toMatchObject({ ready: false });
  expect(await client.call(Health.method.check, {})).toMatchObject({ status: Serving.NOT_SERVING });
  expect(await client.call(method.repositoryIndex, {})).toMatchObject({
    models: [{ name: 'echo', state: 'UNAVAILABLE', reason: 'it is loading' }],
  });
  writeFileSync(path.join(served.directory, 'go'), '');
  await served.ready;
  expect(await watch.until(2)).toMatchObject([{}, { status: Serving.SERVING }]);
  expect(await client.call(method.serverReady, {})).toMatchObject({ ready: true });
  expect(await client.call(method.modelReady, { name: 'echo', version: '1' })).toMatchObject({ ready: true });
  expect(await client.call(Health.method.check, { service: 'echo' })).toMatchObject({ status: Serving.SERVING });
  await served.drain();
  expect(await watch.ended).toBeNull();
  expect(watch.received.at(-1)?.status).toBe(Serving.NOT_SERVING);
});

test('the health of a service that is not there', async () => {
  const served = await serveEntries([modelEntry(MODEL)]);
  const client = grpcClient(served.port);
  const error: unknown = await client
    .call(Health.method.check, { service: 'nobody' })
    .catch((reason: unknown) => reason);
  expect((error as ServiceError).code).toBe(status.NOT_FOUND);
  const watch = client.converse(Health.method.watch, { first: { service: 'nobody' } });
  expect(await watch.until(1)).toMatchObject([{ status: Serving.SERVICE_UNKNOWN }]);
});

test.each([
  ['v1', ServerReflection],
  ['v1alpha', AlphaReflection],
])('reflection %s names the services and gives their files', async (_, parent) => {
  // The two differ in their names alone.
  const method = { ...ServerReflection.method.serverReflectionInfo, parent };
  const served = await serveEntries([modelEntry(MODEL)]);
  const stream = grpcClient(served.port).converse(method);
  stream.send({ messageRequest: { case: 'listServices', value: '' } });
  stream.send({ messageRequest: { case: 'fileContainingSymbol', value: 'inference.GRPCInferenceService.ModelInfer' } });
  stream.send({ messageRequest: { case: 'fileByFilename', value: 'inference/model_config.proto' } });
  stream.send({ messageRequest: { case: 'fileContainingSymbol', value: 'nowhere.Nobody' } });
  stream.end();
  expect(await stream.ended).toBeNull();
  const [services, symbol, file, nobody] = stream.received.map(({ messageResponse }) => messageResponse);
  expect(services?.case === 'listServicesResponse' && services.value.service.map(({ name }) => name)).toEqual([
    'inference.GRPCInferenceService',
    'grpc.health.v1.Health',
    'grpc.reflection.v1.ServerReflection',
    'grpc.reflection.v1alpha.ServerReflection',
  ]);
  const names = (answer: typeof symbol): string[] =>
    answer?.case === 'fileDescriptorResponse'
      ? answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name)
      : [];
  expect(names(symbol)).toEqual(['inference/grpc_service.proto', 'inference/model_config.proto']);
  expect(names(file)).toEqual(['inference/model_config.proto']);
  expect(nobody).toMatchObject({ case: 'errorResponse', value: { errorCode: status.NOT_FOUND } });
});

test('with tokens, all but the probes ask for one', async () => {
  const directory = temporaryTruss({ tokens: 'ada: s3cret-s3cret-s3cret-s3cret\n' });
  const served = await serveEntries([modelEntry(MODEL)], { tokensFile: path.join(directory, 'tokens') });
  const client = grpcClient(served.port);
  const { method } = Inference;
  const code = (answer: Promise<unknown>): Promise<unknown> =>
    answer.then(
      () => status.OK,
      (error: unknown) => (error as ServiceError).code,
    );
  expect(await code(client.call(method.modelMetadata, { name: 'echo' }))).toBe(status.UNAUTHENTICATED);
  expect(await code(client.call(method.modelInfer, { modelName: 'echo' }))).toBe(status.UNAUTHENTICATED);
  expect((await client.converse(method.modelStreamInfer).ended)?.code).toBe(status.UNAUTHENTICATED);
  expect((await client.converse(ServerReflection.method.serverReflectionInfo).ended)?.code).toBe(
    status.UNAUTHENTICATED,
  );
  expect(await code(client.call(Health.method.check, {}))).toBe(status.OK);
  expect(await code(client.call(method.serverReady, {}))).toBe(status.OK);
  const token = 's3cret-s3cret-s3cret-s3cret';
  for (const metadata of [{ authorization: `Bearer ${token}` }, { 'x-api-key': token }]) {
    expect(await code(client.call(method.modelMetadata, { name: 'echo' }, { metadata }))).toBe(status.OK);
  }
});

test('a port of its own speaks gRPC alone', async () => {
  const served = await serveEntries([modelEntry(MODEL)], { grpcPort: 0 });
  expect(served.grpcPort).not.toBe(served.port);
  expect(await grpcClient(served.grpcPort!).call(Inference.method.serverLive, {})).toMatchObject({ live: true });
  await expect(fetch(`http://127.0.0.1:${served.grpcPort}/`)).rejects.toThrow('fetch failed');
});

test('a model that says that it is ill is not ready, as over HTTP', async () => {
  const served = await serveModel(`${MODEL}    def is_healthy(self):\n        return False\n`);
  const client = grpcClient(served.port);
  const { method } = Inference;
  expect(await client.call(method.serverReady, {})).toMatchObject({ ready: false });
  expect(await client.call(method.modelReady, { name: 'echo' })).toMatchObject({ ready: false });
  expect(await client.call(Health.method.check, {})).toMatchObject({ status: Serving.NOT_SERVING });
  expect(await client.call(Health.method.check, { service: 'echo' })).toMatchObject({ status: Serving.NOT_SERVING });
  const watch = client.converse(Health.method.watch, { first: {} });
  expect(await watch.until(1)).toMatchObject([{ status: Serving.NOT_SERVING }]);
  for (const probe of ['/v2/health/ready', '/v2/models/echo/ready', '/v1/models/echo', '/ping']) {
    const answer = await fetch(`http://127.0.0.1:${served.port}${probe}`);
    expect([probe, answer.status]).toEqual([probe, 503]);
    await answer.body?.cancel();
  }
});
