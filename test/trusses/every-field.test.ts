// Walks the whole schema of the config: of every field either a test sees what it does, or who writes it is told that it does less.
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import type { z } from 'zod';

import { INERT_FIELDS } from '../../src/core/config/check/inert-fields.ts';
import { parseConfig } from '../../src/core/config/parse-config.ts';
import { pathText } from '../../src/core/config/problem.ts';
import { configSchema } from '../../src/core/config/schema/config-schema.ts';
import { itemSchema, knownKeys } from '../../src/core/config/schema/schema-walk.ts';
import { SEEN_BY } from './seen-by.ts';

/** A config that asks for the field, of each of which less happens here than it says. */
const ASKING: Readonly<Record<string, string>> = {
  'weights.auth':
    'weights: [{source: "s3://a/b", mount_location: /m, auth: {auth_method: AWS_OIDC, aws_oidc_role_arn: a}}]',
  bdn: 'bdn: {mounts: [{source: "bdn://a/b:prod", path: /m}]}',
  trt_llm: 'trt_llm: {build: {}}',
  bis_llm: 'bis_llm: {version: a}',
  training_checkpoints: 'training_checkpoints: {download_folder: /m}',
  'build.model_server': 'build: {model_server: TRT_LLM}',
  'build.arguments': 'build: {arguments: {model: a}}',
  'build.secret_to_path_mapping': 'build: {secret_to_path_mapping: {token: /t}}',
  'runtime.health_checks': 'runtime: {health_checks: {restart_threshold_seconds: 60}}',
  'runtime.oidc': 'runtime: {oidc: {enabled: true}}',
  'runtime.remote_ssh': 'runtime: {remote_ssh: {enabled: true}}',
  'runtime.egress_restrictions': 'runtime: {egress_restrictions: {ip_allow_list: [1.1.1.1]}}',
  'runtime.enable_tracing_data': 'runtime: {enable_tracing_data: true}',
  'runtime.enable_debug_logs': 'runtime: {enable_debug_logs: true}',
  'runtime.truss_server_version_override': 'runtime: {truss_server_version_override: 0.9.0}',
  system_packages: 'system_packages: [ffmpeg]',
  build_commands: 'build_commands: ["false"]',
  base_image: 'base_image: {image: python:3.12}',
  'docker_server.run_as_user_id': `docker_server: {${server()}, run_as_user_id: 1000}`,
  'docker_server.no_build': `docker_server: {${server()}, no_build: true}`,
  'resources.instance_type': 'resources: {instance_type: "L4:4x16"}',
  'resources.node_count': 'resources: {node_count: 2}',
  'resources.fabric': 'resources: {fabric: {use_rdma: true}}',
  live_reload: 'live_reload: true',
  apply_library_patches: 'apply_library_patches: false',
  use_local_src: 'use_local_src: true',
  cache_internal: 'cache_internal: [{repo_id: a/b}]',
};

function server(): string {
  return 'start_command: a, server_port: 8000, predict_endpoint: /p, readiness_endpoint: /r, liveness_endpoint: /l';
}

/** The fields that have no fields below them: `runtime.max_queue`, `weights.source`. */
function leaves(path: string, schema: z.core.$ZodType): string[] {
  const inner = knownKeys(itemSchema(schema) ?? schema);
  if (inner === undefined) return [path];
  return Object.entries(inner).flatMap(([key, field]) => leaves(path === '' ? key : `${path}.${key}`, field));
}

const fields = leaves('', configSchema);

/** A field that is told of, and all around it. */
function isTold(path: string): boolean {
  return Object.keys(ASKING).some((told) => path === told || path.startsWith(`${told}.`));
}

test('every field does something that a test sees, or says that it does not', () => {
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((path) => !isTold(path) && !Object.hasOwn(SEEN_BY, path))).toEqual([]);
  expect(Object.keys(SEEN_BY).filter((path) => !fields.includes(path))).toEqual([]);
  const both = Object.keys(SEEN_BY).filter(isTold);
  expect(both).toEqual([]);
});

test('every field of which less happens than it says is asked for below', () => {
  const paths = INERT_FIELDS.map(({ path }) => pathText(path));
  expect(new Set([...paths, 'weights.auth'])).toEqual(new Set(Object.keys(ASKING)));
});

describe('who writes it is told', () => {
  test.each(Object.entries(ASKING))('%s', (path, text) => {
    const { issues } = parseConfig(`${text}\n`, { file: 'config.yaml' });
    const told = issues.find((issue) => issue.path.replaceAll(/\[\d+\]/g, '') === path);
    expect(told?.code).toMatch(/^CONFIG_(?:UNSUPPORTED|IMAGE_ONLY|HOSTED_ONLY)$/);
  });
});

describe('a test sees what it does', () => {
  test.each(Object.entries(SEEN_BY))('%s', (path, { file, word = path.split('.').at(-1) ?? '' }) => {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(text).toMatch(new RegExp(String.raw`\b${word}\b`));
  });
});
