// Which test sees what a field of the config does.

/** A test, and the word by which it has the field, where that is not its last key. */
interface Witness {
  readonly file: string;
  readonly word?: string;
}

const WRITTEN = { file: 'test/trusses/written-fields.test.ts' };
const UPSTREAM = { file: 'test/conformance/upstream-backend.test.ts' };
const ADMISSION = { file: 'src/server/service/admission.test.ts' };
const STREAMING = { file: 'src/server/http/streaming.test.ts' };
const PLANNED = { file: 'src/core/weights/planned-weights.test.ts' };
const DEPLOY = { file: 'test/e2e/deploy-render.test.ts' };
const TENSORS = { file: 'test/clients/triton.test.ts' };

/** Of each field that acts. */
export const SEEN_BY: Readonly<Record<string, Witness>> = {
  model_name: { file: 'test/e2e/serve.test.ts' },
  description: { file: 'src/server/http/openapi/openapi.test.ts' },
  model_framework: WRITTEN,
  model_type: WRITTEN,
  input_type: WRITTEN,
  spec_version: WRITTEN,
  model_metadata: WRITTEN,
  'deploy.namespace': DEPLOY,
  'deploy.registry': { file: 'src/core/config/check/deploy-rules.test.ts' },
  'deploy.replicas': DEPLOY,
  'deploy.stages': DEPLOY,
  model_module_dir: WRITTEN,
  model_class_filename: WRITTEN,
  model_class_name: WRITTEN,
  data_dir: WRITTEN,
  bundled_packages_dir: WRITTEN,
  external_package_dirs: { file: 'python/tests/client/test_external_packages.py' },
  examples_filename: WRITTEN,
  environment_variables: WRITTEN,
  secrets: { file: 'test/e2e/secret.test.ts' },
  python_version: { file: 'src/toolchain/environment/python/choose-python.test.ts' },
  requirements: { file: 'test/e2e/env.test.ts' },
  requirements_file: { file: 'src/toolchain/environment/lock/lock-project.test.ts' },
  'resources.cpu': { file: 'test/e2e/as-written.test.ts' },
  'resources.memory': { file: 'src/server/create-edition.test.ts' },
  'resources.use_gpu': { file: 'test/e2e/as-written.test.ts' },
  'resources.accelerator': { file: 'src/server/backends/devices/plan-devices.test.ts' },
  'runtime.num_workers': { file: 'test/e2e/as-written.test.ts' },
  'runtime.workers': { file: 'src/core/config/fields-of-today.test.ts' },
  'runtime.predict_concurrency': ADMISSION,
  'runtime.request_timeout': ADMISSION,
  'runtime.queue_timeout': ADMISSION,
  'runtime.cancellation_grace': { file: 'src/server/service/stuck-worker.test.ts' },
  'runtime.total_timeout': STREAMING,
  'runtime.streaming_read_timeout': STREAMING,
  'runtime.max_queue': ADMISSION,
  'runtime.max_body': { file: 'src/server/http/v1/predict.test.ts' },
  'runtime.warmup': { file: 'src/server/warm-up.test.ts' },
  'runtime.batching.max_batch_size': { file: 'src/server/batching.test.ts' },
  'runtime.batching.max_wait_ms': { file: 'src/server/batching.test.ts' },
  'runtime.cors.allow_origins': { file: 'src/server/http/gate/gate.test.ts' },
  'runtime.mcp': { file: 'src/server/http/mcp/mcp.test.ts' },
  'runtime.transport.kind': { file: 'src/core/config/check/rules-of-today.test.ts' },
  'runtime.transport.ping_interval_seconds': { file: 'src/server/http/websocket/heartbeat.test.ts' },
  'runtime.transport.ping_timeout_seconds': { file: 'src/server/http/websocket/heartbeat.test.ts' },
  'runtime.is_websocket_endpoint': { file: 'src/core/config/migrate/migrate-config.test.ts' },
  'signature.inputs.name': TENSORS,
  'signature.inputs.datatype': TENSORS,
  'signature.inputs.shape': TENSORS,
  'signature.inputs.content_type': { file: 'python/tests/worker/test_v2_decode.py' },
  'signature.outputs.name': TENSORS,
  'signature.outputs.datatype': TENSORS,
  'signature.outputs.shape': TENSORS,
  'signature.outputs.content_type': { file: 'python/tests/worker/test_v2_encode.py' },
  'signature.outputs.classes': { file: 'src/server/http/openapi/openapi.test.ts' },
  'build.no_cache': { file: 'src/core/config/check/rules-of-today.test.ts' },
  'weights.name': PLANNED,
  'weights.source': PLANNED,
  'weights.mount_location': { file: 'test/e2e/weights.test.ts' },
  'weights.auth_secret_name': { file: 'test/e2e/weights.test.ts' },
  'weights.allow_patterns': { file: 'test/e2e/weights.test.ts' },
  'weights.ignore_patterns': { file: 'src/core/weights/name-patterns.test.ts', word: 'ignore' },
  'model_cache.repo_id': PLANNED,
  'model_cache.revision': PLANNED,
  'model_cache.kind': PLANNED,
  'model_cache.use_volume': PLANNED,
  'model_cache.volume_folder': PLANNED,
  'model_cache.allow_patterns': { file: 'src/core/weights/name-patterns.test.ts', word: 'allow' },
  'model_cache.ignore_patterns': { file: 'src/core/weights/name-patterns.test.ts', word: 'ignore' },
  'model_cache.runtime_secret_name': { file: 'src/core/weights/planned-weights.test.ts', word: 'secret' },
  'external_data.url': PLANNED,
  'external_data.local_data_path': PLANNED,
  'external_data.backend': { file: 'test/trusses/history.ts' },
  'external_data.name': PLANNED,
  'docker_server.start_command': UPSTREAM,
  'docker_server.server_port': UPSTREAM,
  'docker_server.predict_endpoint': UPSTREAM,
  'docker_server.readiness_endpoint': UPSTREAM,
  'docker_server.liveness_endpoint': UPSTREAM,
};
