import { describe, expect, test } from 'vitest';

import { parseConfig } from './parse-config.ts';

/** The issues of a text as a terminal shows them, more or less. */
function told(text: string, options: { readonly strict?: boolean } = {}): string {
  const { config, issues } = parseConfig(text, { file: 'config.yaml', ...options });
  const lines = issues.map(({ file, line, column, severity, code, message, hint }) =>
    [`${file}:${line}:${column} ${severity} ${code}: ${message}`, ...(hint === undefined ? [] : [`  ${hint}`])].join(
      '\n',
    ),
  );
  return [...lines, config === null ? '(no config)' : '(a config)'].join('\n');
}

describe('what cannot be read', () => {
  test('a syntax error is told with its line', () => {
    expect(told('model_name: iris\nrequirements: [numpy\n')).toMatchInlineSnapshot(`
      "config.yaml:2:15 error CONFIG_SYNTAX: a bracket is not closed, or closed by another kind: \`requirements: [numpy\`
        Check that every [ and { is closed.
      (no config)"
    `);
  });

  test('one syntax error is enough', () => {
    expect(told('a: b: c\nd: "e\n\tf: [')).toMatchInlineSnapshot(`
      "config.yaml:1:4 error CONFIG_SYNTAX: a value contains another \`key: value\`: \`a: b: c\`
        Put a value that contains ": " in quotes, and check the indentation of the next line.
      (no config)"
    `);
  });

  test('an alias bomb', () => {
    const bomb = 'abcdefgh'.replaceAll(/./g, (key) =>
      key === 'a'
        ? 'a: &a [x, x, x, x, x, x, x, x, x, x]\n'
        : `${key}: &${key} [${`*${String.fromCodePoint(key.codePointAt(0)! - 1)}, `.repeat(10)}]\n`,
    );
    expect(told(bomb)).toMatchInlineSnapshot(`
      "config.yaml:2:20 error CONFIG_SYNTAX: aliases repeat more than 10000 values
      (no config)"
    `);
  });

  test.each([
    ['a list', '- a\n'],
    ['a word', 'hello\n'],
  ])('%s instead of a map', (_, text) => {
    expect(told(text)).toMatch(/error CONFIG_INVALID: the config must be a map, not (a list|"hello")\n\(no config\)/);
  });
});

test('three errors are told at once, with what was expected and found', () => {
  expect(
    told(`model_name: iris
python_version: 3.10
resources:
  cpu: 2
  memory: 512m
`),
  ).toMatchInlineSnapshot(`
    "config.yaml:2:17 error CONFIG_INVALID: python_version must be one of py39 to py314, or "3.9" to "3.14" in quotes (without quotes, YAML reads 3.10 as the number 3.1), not the number 3.1
    config.yaml:4:8 error CONFIG_INVALID: resources.cpu must be text, such as "1" or 500m, not the number 2
      Put the value in quotes.
    config.yaml:5:11 error CONFIG_INVALID: resources.memory must be an amount of memory, such as 512Mi or 2Gi (units: k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei), not "512m"
    (no config)"
  `);
});

test('an issue of the syntax has nothing of the parser about it', () => {
  expect(parseConfig('model_name: a\nrequirements: [numpy\n', { file: 'config.yaml' }).issues).toEqual([
    {
      code: 'CONFIG_SYNTAX',
      severity: 'error',
      message: 'a bracket is not closed, or closed by another kind: `requirements: [numpy`',
      hint: 'Check that every [ and { is closed.',
      path: '',
      file: 'config.yaml',
      line: 2,
      column: 15,
    },
  ]);
});

test('what is found behind lines that stand too far left has its place', () => {
  expect(told('requirements: [\nnumpy,\n]\ndescription: "a\nb"\nresources: {\ncpu: 2}\n')).toMatchInlineSnapshot(`
    "config.yaml:7:6 error CONFIG_INVALID: resources.cpu must be text, such as "1" or 500m, not the number 2
      Put the value in quotes.
    (no config)"
  `);
});

describe('unknown keys', () => {
  test('come with the key that is near, and are warnings', () => {
    expect(told('requirments: [numpy]\nruntime: {predict_concurency: 2}\ncpu: "2"\nhf_cache: []\nmine: 1\n'))
      .toMatchInlineSnapshot(`
      "config.yaml:1:1 warning CONFIG_UNKNOWN_KEY: requirments is not a known key
        Did you mean requirements?
      config.yaml:2:11 warning CONFIG_UNKNOWN_KEY: runtime.predict_concurency is not a known key
        Did you mean predict_concurrency?
      config.yaml:3:1 warning CONFIG_UNKNOWN_KEY: cpu is not a known key
        Did you mean resources.cpu?
      config.yaml:4:1 warning CONFIG_UNKNOWN_KEY: hf_cache is not a known key
        Did you mean model_cache?
      config.yaml:5:1 warning CONFIG_UNKNOWN_KEY: mine is not a known key
      (a config)"
    `);
  });

  test('are errors with strict', () => {
    expect(told('requirments: [numpy]\n', { strict: true })).toMatchInlineSnapshot(`
      "config.yaml:1:1 error CONFIG_UNKNOWN_KEY: requirments is not a known key
        Did you mean requirements?
      (no config)"
    `);
  });

  test('are looked for inside of lists', () => {
    expect(told('signature:\n  inputs:\n    - {name: a, dtype: FP64, datatype: FP64, shape: [-1]}\n'))
      .toMatchInlineSnapshot(`
      "config.yaml:3:17 warning CONFIG_UNKNOWN_KEY: signature.inputs[0].dtype is not a known key
      (a config)"
    `);
  });

  test('may be anything where the field is free', () => {
    expect(told('model_metadata: {a: {b: 1}}\n')).toBe('(a config)');
  });

  test('reach the model', () => {
    const { config } = parseConfig('mine: {a: 1}\n', { file: 'config.yaml' });
    expect(config).toHaveProperty('mine', { a: 1 });
  });
});

describe('fields that do nothing here', () => {
  test('of the hosted platform are warnings', () => {
    expect(told('resources: {instance_type: "L4:4x16"}\nlive_reload: true\n')).toMatchInlineSnapshot(`
      "config.yaml:1:13 warning CONFIG_HOSTED_ONLY: resources.instance_type is for a hosted platform and does nothing here
      config.yaml:2:1 warning CONFIG_HOSTED_ONLY: live_reload is for a hosted platform and does nothing here
      (a config)"
    `);
  });

  test('without which it answers the same are warnings', () => {
    expect(told('build: {arguments: {a: b}}\n')).toMatchInlineSnapshot(`
      "config.yaml:1:9 warning CONFIG_UNSUPPORTED: build.arguments is for other servers than that of Truss, and does nothing
      (a config)"
    `);
  });

  test('that the model needs are errors', () => {
    expect(told('bdn: {mounts: [{source: "bdn://a/b:prod", path: /m}]}\n')).toMatchInlineSnapshot(`
      "config.yaml:1:1 error CONFIG_UNSUPPORTED: bdn is not supported by this version, and the model cannot run without it
        Put the files into data/ and remove this field.
      (no config)"
    `);
  });

  test('at their defaults are nothing', () => {
    expect(told('live_reload: false\nweights: []\nexternal_data: null\nmodel_cache: []\ntrt_llm: null\n')).toBe(
      '(a config)',
    );
  });
});

describe('what several fields have to agree on', () => {
  test('is told beside other errors', () => {
    expect(
      told(`model_name: true
requirements: [numpy]
requirements_file: requirements.txt
runtime: {workers: 2, num_workers: 3}
environment_variables: {PORT: 8080}
signature:
  inputs:
    - {name: a, datatype: FP64, shape: [-1]}
    - {name: a, datatype: FP23, shape: [-1]}
`),
    ).toMatchInlineSnapshot(`
      "config.yaml:1:13 error CONFIG_INVALID: model_name must be text, not true
        Put the value in quotes.
      config.yaml:3:1 error CONFIG_INVALID: requirements and requirements_file are both given
        Move the lines of requirements into the file, or remove requirements_file.
      config.yaml:4:11 error CONFIG_INVALID: runtime.workers and runtime.num_workers are two names of one field, and differ
        Remove one of them.
      config.yaml:5:25 warning CONFIG_INVALID: environment_variables.PORT is reserved: platforms that run the image set it by themselves
        Use another name.
      config.yaml:9:8 error CONFIG_INVALID: signature.inputs has two tensors named a
        Give each its own name.
      config.yaml:9:27 error CONFIG_INVALID: signature.inputs[1].datatype must be one of BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES, not "FP23"
        Did you mean FP32?
      (no config)"
    `);
  });

  test('a value whose field says what its values do, where a guess would be the opposite of what was meant', () => {
    expect(told('torch_build: gpu\n')).toMatchInlineSnapshot(`
      "config.yaml:1:14 error CONFIG_INVALID: torch_build must be cpu (the build for processors), auto (the same, unless the truss uses a GPU) or nothing (on Linux the one for GPUs), not "gpu"
      (no config)"
    `);
  });

  test('two parameters of one name', () => {
    expect(told('signature: {parameters: [{name: a}, {name: a}]}\n')).toMatchInlineSnapshot(`
      "config.yaml:1:38 error CONFIG_INVALID: signature.parameters has two parameters named a
        Give each its own name.
      (no config)"
    `);
  });

  test('a password among the requirements, which no message shows', () => {
    const lines = [
      '--extra-index-url https://me:hunter2@host/simple',
      'a @ https://u:${TOKEN}@host/a.whl',
      'x y https://me:hunter2@h/',
    ];
    expect(told(`requirements: ${JSON.stringify(lines)}\n`)).toMatchInlineSnapshot(`
      "config.yaml:1:16 warning ENV_REQUIREMENT_CREDENTIAL: requirements[0] holds a password or a token, which everybody gets who gets the truss
        Write \${NAME} in its place, which is read from the environment variable NAME, or keep it in ~/.netrc.
      config.yaml:1:103 error ENV_REQUIREMENT_INVALID: y https://***@h/ in x y https://***@h/ is no version constraint
        Write x>=1.0,<2.
      config.yaml:1:103 warning ENV_REQUIREMENT_CREDENTIAL: requirements[2] holds a password or a token, which everybody gets who gets the truss
        Write \${NAME} in its place, which is read from the environment variable NAME, or keep it in ~/.netrc.
      (no config)"
    `);
  });

  test('a requirement that cannot be read', () => {
    expect(told('requirements:\n  - numpy\n  - scipy=1.0\n')).toMatchInlineSnapshot(`
      "config.yaml:3:5 error ENV_REQUIREMENT_INVALID: =1.0 in scipy=1.0 is no version constraint
        Write scipy==1.0.
      (no config)"
    `);
  });
});

test('a duplicate key is a warning, and the last one counts', () => {
  const text = 'model_name: a\nmodel_name: b\n';
  expect(told(text)).toMatchInlineSnapshot(`
    "config.yaml:2:1 warning CONFIG_DUPLICATE_KEY: the key \`model_name\` stands twice; the last one counts
      Remove one of the two.
    (a config)"
  `);
  expect(parseConfig(text, { file: 'config.yaml' }).config?.model_name).toBe('b');
});

test.each([
  ['', 'an empty file'],
  ['# nothing\n', 'a comment'],
  ['{}\n', 'an empty map'],
  ['requirements:\nruntime:\nsecrets:\nmodel_name:\n', 'keys with nothing behind them'],
])('%j is a config: %s', (text) => {
  expect(told(text)).toBe('(a config)');
});

test('environment variables are the text that stands there', () => {
  const text = 'environment_variables: {RATE: 1.10, PORT_: 0x10, DEBUG: yes, "NO": x, Q: "1"}\n';
  expect(parseConfig(text, { file: 'config.yaml' }).config?.environment_variables).toEqual({
    RATE: '1.10',
    PORT_: '0x10',
    DEBUG: 'true',
    NO: 'x',
    Q: '1',
  });
});
