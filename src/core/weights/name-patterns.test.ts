import { expect, test } from 'vitest';

import { nameFilter } from './name-patterns.ts';

const FILES = [
  'config.json',
  'model-1.safetensors',
  'model.bin',
  'onnx/model.onnx',
  'onnx/fp16/model.onnx',
  'a[1].txt',
];

// What huggingface_hub's filter_repo_objects gives for the same.
test.each<[allow: string[] | null, ignore: string[] | null, wanted: string[]]>([
  [null, null, FILES],
  [[], null, []],
  [['*.safetensors', 'config.json'], null, ['config.json', 'model-1.safetensors']],
  [['*.onnx'], null, ['onnx/model.onnx', 'onnx/fp16/model.onnx']],
  [['onnx/'], null, ['onnx/model.onnx', 'onnx/fp16/model.onnx']],
  [['onnx/'], ['*fp16*'], ['onnx/model.onnx']],
  [null, ['onnx/*', '*.bin'], ['config.json', 'model-1.safetensors', 'a[1].txt']],
  [['model-?.safetensors'], null, ['model-1.safetensors']],
  [['model-[0-9].*'], null, ['model-1.safetensors']],
  [['model-[!0-9].*'], null, []],
  [['a[[]1].txt'], null, ['a[1].txt']],
  [['MODEL.BIN'], null, []],
])('allow %j, ignore %j', (allow, ignore, wanted) => {
  expect(FILES.filter(nameFilter({ allow, ignore }))).toEqual(wanted);
});
