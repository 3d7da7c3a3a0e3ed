// The table of config.yaml as it was in 2022, row by row: what each field takes, and what is said of what it does not take.
// Where the row of 2022 was lax by accident (no check of types, a failure on `secrets: null`), the row says what holds now.
import { expect, test } from 'vitest';

import { parseConfig } from '../parse-config.ts';

/** The errors and warnings of a text: `error path: message`. */
function issuesOf(text: string): string[] {
  const { issues } = parseConfig(text, { file: 'config.yaml' });
  return issues.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

test.each<[field: string, text: string, read: unknown]>([
  ['model_framework', 'model_framework: huggingface_transformer\n', { model_framework: 'huggingface_transformer' }],
  ['model_framework', '', { model_framework: 'custom' }],
  ['model_type', 'model_type: text-generation\n', { model_type: 'text-generation' }],
  ['model_type', '', { model_type: 'Model' }],
  ['model_name', '', { model_name: null }],
  ['model_module_dir', '', { model_module_dir: 'model' }],
  ['model_class_filename', '', { model_class_filename: 'model.py' }],
  ['model_class_name', '', { model_class_name: 'Model' }],
  ['data_dir', '', { data_dir: 'data' }],
  ['input_type', '', { input_type: 'Any' }],
  ['model_metadata', 'model_metadata: {any: [thing, 1, null]}\n', { model_metadata: { any: ['thing', 1, null] } }],
  ['requirements', 'requirements: [numpy==1.21.0, "# why", ""]\n', { requirements: ['numpy==1.21.0', '# why', ''] }],
  ['environment_variables', 'environment_variables: {A: b}\n', { environment_variables: { A: 'b' } }],
  [
    'resources',
    'resources: {cpu: 500m, memory: 512Mi, use_gpu: true}\n',
    { resources: { cpu: '500m', use_gpu: true } },
  ],
  ['python_version', 'python_version: py37\n', { python_version: 'py37' }],
  ['python_version', 'python_version: null\n', { python_version: null }],
  ['examples_filename', '', { examples_filename: 'examples.yaml' }],
  ['secrets', 'secrets: {a: null, b: ""}\n', { secrets: { a: null, b: '' } }],
  ['description', 'description: null\n', { description: null }],
  ['a null section', 'resources: null\nsecrets: null\n', { resources: { cpu: '1' }, secrets: {} }],
  ['an empty map', '{}\n', { requirements: [] }],
])('%s: %j', (_, text, read) => {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  expect(issues).toEqual([]);
  expect(config).toMatchObject(read as object);
});

test('system_packages are read, and for images', () => {
  const { config, issues } = parseConfig('system_packages: [ffmpeg]\n', { file: 'config.yaml' });
  expect(config).toMatchObject({ system_packages: ['ffmpeg'] });
  expect(issues).toMatchObject([{ code: 'CONFIG_IMAGE_ONLY', severity: 'warning', path: 'system_packages' }]);
});

const UNITS = '(units: k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei)';

test.each<[rule: string, text: string, issues: readonly string[]]>([
  [
    'the name of a secret is not empty',
    'secrets: {"": a}\n',
    ['error secrets.: the key "" in secrets must be a name made of letters, digits, -, . and _'],
  ],
  [
    'the name of a secret has at most 253 characters',
    `secrets: {${'x'.repeat(254)}: a}\n`,
    [
      `error secrets.${'x'.repeat(254)}: the key "${'x'.repeat(254)}" in secrets must be a name of at most 253 characters`,
    ],
  ],
  [
    'the name of a secret has letters, digits, -, . and _',
    'secrets: {a b: c, a/b: c}\n',
    [
      'error secrets.a b: the key "a b" in secrets must be a name made of letters, digits, -, . and _',
      'error secrets.a/b: the key "a/b" in secrets must be a name made of letters, digits, -, . and _',
    ],
  ],
  [
    'the name of a secret has no line feed at its end',
    'secrets: {"a\\n": c}\n',
    ['error secrets.a\n: the key "a\\n" in secrets must be a name made of letters, digits, -, . and _'],
  ],
  [
    'the name of a secret is not . or ..',
    'secrets: {".": a, "..": b, "...": c}\n',
    [
      'error secrets..: the key "." in secrets must be a name other than . and ..',
      'error secrets...: the key ".." in secrets must be a name other than . and ..',
    ],
  ],
  [
    'cpu is text',
    'resources: {cpu: 1}\n',
    ['error resources.cpu: resources.cpu must be text, such as "1" or 500m, not the number 1'],
  ],
  [
    'cpu is a number or millicpus',
    'resources: {cpu: 1M}\n',
    ['error resources.cpu: resources.cpu must be a number of processors, such as "2" or 500m, not "1M"'],
  ],
  [
    'memory is text',
    'resources: {memory: 1024}\n',
    ['error resources.memory: resources.memory must be text, such as 512Mi, not the number 1024'],
  ],
  [
    'memory has a unit that there is',
    'resources: {memory: 512m}\n',
    [`error resources.memory: resources.memory must be an amount of memory, such as 512Mi or 2Gi ${UNITS}, not "512m"`],
  ],
  [
    'memory has no space before its unit',
    'resources: {memory: 1 Mi}\n',
    [`error resources.memory: resources.memory must be an amount of memory, such as 512Mi or 2Gi ${UNITS}, not "1 Mi"`],
  ],
  ['an unknown key is not an error', 'mine: 1\n', ['warning mine: mine is not a known key']],
  ['requirements are a list', 'requirements: abc\n', ['error requirements: requirements must be a list, not "abc"']],
  [
    'python_version is one that there is',
    'python_version: 2.7\n',
    [
      'error python_version: python_version must be one of py39 to py314, or "3.9" to "3.14" in quotes, not the number 2.7',
    ],
  ],
  [
    'use_gpu is a truth value',
    'resources: {use_gpu: some}\n',
    ['error resources.use_gpu: resources.use_gpu must be true or false, not "some"'],
  ],
  [
    'data_dir is inside',
    'data_dir: ../data\n',
    ['error data_dir: data_dir must be a relative path inside the truss, not "../data"'],
  ],
  ['the file is a map', '- a\n', ['error : the config must be a map, not a list']],
])('%s', (_, text, issues) => {
  expect(issuesOf(text)).toEqual(issues);
});
