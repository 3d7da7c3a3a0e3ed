import { expect, test } from 'vitest';

import { parseConfig } from '../parse-config.ts';

function read(text: string): { readonly config: unknown; readonly issues: readonly string[] } {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  return { config, issues: issues.map(({ severity, message }) => `${severity}: ${message}`) };
}

const SERVER = 'start_command: a, predict_endpoint: /p, readiness_endpoint: /r, liveness_endpoint: /l';

test.each([
  ['a number', `docker_server: {${SERVER}, server_port: "8000"}`, `docker_server: {${SERVER}, server_port: 8000}`],
  ['a number', 'runtime: {predict_concurrency: "3"}', 'runtime: {predict_concurrency: 3}'],
  ['a number', 'runtime: {predict_concurrency: " 3.0 "}', 'runtime: {predict_concurrency: 3}'],
  [
    'a number in a list',
    'signature: {inputs: [{name: a, datatype: INT8, shape: ["-1", "4"]}]}',
    'signature: {inputs: [{name: a, datatype: INT8, shape: [-1, 4]}]}',
  ],
  ['a length of time', 'runtime: {streaming_read_timeout: "90"}', 'runtime: {streaming_read_timeout: 90}'],
  ['a truth value', 'resources: {use_gpu: "true"}', 'resources: {use_gpu: true}'],
  ['a truth value', 'resources: {use_gpu: "Yes"}', 'resources: {use_gpu: true}'],
  ['a truth value', 'resources: {use_gpu: 1}', 'resources: {use_gpu: true}'],
  ['a truth value', 'apply_library_patches: "on"', 'apply_library_patches: true'],
  [
    'a truth value that a rule asks for',
    `docker_server: {${SERVER}, start_command: , no_build: "true", server_port: 1}`,
    `docker_server: {${SERVER}, start_command: , no_build: true, server_port: 1}`,
  ],
  ['two names of one number', 'runtime: {workers: "2", num_workers: 2}', 'runtime: {workers: 2, num_workers: 2}'],
])('%s in quotes is what its field takes: %s', (_, quoted, plain) => {
  expect(read(`${quoted}\n`)).toEqual(read(`${plain}\n`));
});

test.each([
  ['spec_version: 2.0', { spec_version: '2.0' }],
  ['spec_version: 1.10', { spec_version: '1.10' }],
  ['model_name: 007', { model_name: '007' }],
  ['description: 12', { description: '12' }],
  ['secrets: {pin: 0123}', { secrets: { pin: '0123' } }],
  ['environment_variables: {RATE: 1.10, DEBUG: yes}', { environment_variables: { RATE: '1.10', DEBUG: 'true' } }],
  ['external_package_dirs: [7]', { external_package_dirs: ['7'] }],
])('a number where text is wanted is the text of the file: %s', (text, config) => {
  expect(read(`${text}\n`)).toEqual({ config: expect.objectContaining(config) as unknown, issues: [] });
});

test.each([
  ['resources: {cpu: 1}', 'error: resources.cpu must be text, such as "1" or 500m, not the number 1'],
  ['runtime: {predict_concurrency: "many"}', 'error: runtime.predict_concurrency must be a number, not "many"'],
  ['runtime: {predict_concurrency: "0"}', 'error: runtime.predict_concurrency must be at least 1, not the number 0'],
  ['resources: {use_gpu: 2}', 'error: resources.use_gpu must be true or false, not the number 2'],
  ['model_name: true', 'error: model_name must be text, not true'],
])('what it cannot be is refused: %s', (text, issue) => {
  expect(read(`${text}\n`)).toEqual({ config: null, issues: [issue] });
});

test('what is free stays as it is written', () => {
  expect(read('model_metadata: {a: "1", b: 1.5, c: "true"}\n').config).toMatchObject({
    model_metadata: { a: '1', b: 1.5, c: 'true' },
  });
});

test.each([
  ['environment_variables', 'environment_variables: {TOKEN: , A: b}\n', { environment_variables: { A: 'b' } }],
  [
    'build.secret_to_path_mapping',
    'build: {secret_to_path_mapping: {TOKEN: , A: /b}}\n',
    { build: { secret_to_path_mapping: { A: '/b' } } },
  ],
])('a key of %s with nothing behind it is absent, which is said', (path, text, config) => {
  const { issues, ...rest } = read(text);
  expect(rest).toMatchObject({ config });
  expect(issues).toContain(`warning: ${path}.TOKEN has nothing behind it and counts as absent`);
});
