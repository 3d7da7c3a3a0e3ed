// The tables of what each kind of value may be: reference facts of both eras (cpu, memory, names of secrets), and ours.
import { describe, expect, test } from 'vitest';

import { validateConfig } from '../check/validate-config.ts';

function isValid(config: unknown): boolean {
  return validateConfig(config).config !== null;
}

function read(config: unknown): unknown {
  return validateConfig(config).config;
}

describe('resources.cpu', () => {
  test.each(['1', '0.5', '500m', '1e3', 'inf', 'nan', '-1', ' 1', 'm', '.m', '1..5m', '1_000', '5.', '.5'])(
    'may be %j',
    (cpu) => {
      expect(isValid({ resources: { cpu } })).toBe(true);
    },
  );

  test.each(['1M', '-1m', '1 m', '', 'one', '1__0', '.', 'e3', 1, false, []])('may not be %j', (cpu) => {
    expect(isValid({ resources: { cpu } })).toBe(false);
  });
});

describe('resources.memory', () => {
  const units = ['k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((unit) => `5${unit}`);
  test.each([...units, '1000', '1e9', 'inf', 'Mi', '..Mi', '1.5Gi'])('may be %j', (memory) => {
    expect(isValid({ resources: { memory } })).toBe(true);
  });

  test.each(['', '.', '512m', '1MiB', '1 Mi', '5K', '5ki', '-1Mi', 1024])('may not be %j', (memory) => {
    expect(isValid({ resources: { memory } })).toBe(false);
  });
});

describe('resources.accelerator', () => {
  test.each(['T4', 'A100:2', 'H100_40GB', 'RTX_PRO_6000:8'])('may be %j, and means a GPU', (accelerator) => {
    expect(read({ resources: { accelerator } })).toMatchObject({ resources: { accelerator, use_gpu: true } });
  });

  test.each(['T5', 'T4:0', 'T4:', 'T4:1.5', 't4', ''])('may not be %j', (accelerator) => {
    expect(isValid({ resources: { accelerator } })).toBe(false);
  });
});

describe('the name of a secret', () => {
  test.each(['a', 'A-b.c_d', '...', '0', 'x'.repeat(253)])('may be %j', (name) => {
    expect(isValid({ secrets: { [name]: null } })).toBe(true);
  });

  test.each(['', '.', '..', 'a/b', 'a b', 'é', 'a\n', 'x'.repeat(254)])('may not be %j', (name) => {
    expect(isValid({ secrets: { [name]: 'value' } })).toBe(false);
  });
});

describe('python_version', () => {
  test.each([
    ['py311', 'py311'],
    ['3.11', 'py311'],
    [3.11, 'py311'],
    ['py3.9', 'py39'],
    ['3.10', 'py310'],
    ['py37', 'py37'],
    ['py314', 'py314'],
    [null, null],
  ])('%j is read as %j', (written, expected) => {
    expect(read({ python_version: written })).toMatchObject({ python_version: expected });
  });

  test.each([3.1, 3, '3', 'py36', 'py315', '2.7', '3.11.4', 'python3.11', true])('may not be %j', (written) => {
    expect(isValid({ python_version: written })).toBe(false);
  });
});

describe('a duration', () => {
  test.each([
    ['30s', 30],
    ['500ms', 0.5],
    ['2m', 120],
    ['1.5h', 5400],
    [30, 30],
    ['30', 30],
    [0.25, 0.25],
  ])('%j is %j seconds', (request_timeout, expected) => {
    expect(read({ runtime: { request_timeout } })).toMatchObject({ runtime: { request_timeout: expected } });
  });

  test.each(['30 s', '0s', -1, 0, 'soon', '1d', '', true, Number.POSITIVE_INFINITY])('may not be %j', (value) => {
    expect(isValid({ runtime: { request_timeout: value } })).toBe(false);
  });
});

describe('a size', () => {
  test.each([
    ['512Mi', 512 * 2 ** 20],
    ['100M', 100e6],
    ['1k', 1000],
    ['1.5Ki', 1536],
    ['77', 77],
    [1024, 1024],
  ])('%j is %j bytes', (max_body, expected) => {
    expect(read({ runtime: { max_body } })).toMatchObject({ runtime: { max_body: expected } });
  });

  test.each(['100MB', '1 Mi', 0, -1, 1.5, '', 'big', '0.1', '1025Mi'])('may not be %j', (value) => {
    expect(isValid({ runtime: { max_body: value } })).toBe(false);
  });
});

describe('a path inside the truss', () => {
  test.each(['data', './data', 'a/b', 'a..b'])('may be %j', (data_dir) => {
    expect(isValid({ data_dir })).toBe(true);
  });

  test.each(['', '/data', '../data', 'a/../../b', 'C:\\data', 'a\\..\\b'])('may not be %j', (data_dir) => {
    expect(isValid({ data_dir })).toBe(false);
  });
});

describe('an origin', () => {
  test.each(['https://example.com', 'http://localhost:3000', '*', 'app://desk', 'http://[::1]:80'])(
    'may be %j',
    (allowed) => {
      expect(isValid({ runtime: { cors: { allow_origins: [allowed] } } })).toBe(true);
    },
  );

  test.each([
    'https://example.com/',
    'example.com',
    'https://*.example.com',
    'https://a@b.example',
    'https://b.example:x',
    '',
  ])('may not be %j', (allowed) => {
    expect(isValid({ runtime: { cors: { allow_origins: [allowed] } } })).toBe(false);
  });
});

describe('the rest', () => {
  test.each([
    ['either name of the number of workers', { runtime: { workers: 3 } }, { runtime: { workers: 3, num_workers: 3 } }],
    ['the other one', { runtime: { num_workers: 2 } }, { runtime: { workers: 2, num_workers: 2 } }],
    [
      'batching',
      { runtime: { batching: { max_wait_ms: 5 } } },
      { runtime: { batching: { max_batch_size: 32, max_wait_ms: 5 } } },
    ],
    [
      'variables that are no text',
      { environment_variables: { A: 1, B: true } },
      { environment_variables: { A: '1', B: 'true' } },
    ],
  ])('%s', (_, given, expected) => {
    expect(read(given)).toMatchObject(expected);
  });

  test.each([
    ['zero workers', { runtime: { num_workers: 0 } }],
    ['half a worker', { runtime: { num_workers: 1.5 } }],
    ['a class that is no name', { model_class_name: 'My Model' }],
    ['a requirement that is a map', { requirements: [{ torch: 2 }] }],
    ['requirements that are a word', { requirements: 'numpy' }],
    ['a shape that is a word', { signature: { inputs: [{ name: 'a', datatype: 'FP64', shape: 'x' }] } }],
    ['origins that are no list', { runtime: { cors: { allow_origins: '*' } } }],
    ['no origins', { runtime: { cors: {} } }],
    ['a tensor without a name', { signature: { inputs: [{ datatype: 'FP64', shape: [1] }] } }],
  ])('not %s', (_, given) => {
    expect(isValid(given)).toBe(false);
  });
});
