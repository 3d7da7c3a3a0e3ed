// Every framework that `init` has a start for.
import { customStart } from './custom.ts';
import { kerasStart } from './keras.ts';
import { lightgbmStart } from './lightgbm.ts';
import { onnxStart } from './onnx.ts';
import { pytorchStart } from './pytorch.ts';
import { sklearnStart } from './sklearn.ts';
import type { Start } from './start.ts';
import { tensorflowStart } from './tensorflow.ts';
import { transformersStart } from './transformers.ts';
import { xgboostStart } from './xgboost.ts';

const starts = {
  custom: customStart,
  sklearn: sklearnStart,
  xgboost: xgboostStart,
  lightgbm: lightgbmStart,
  pytorch: pytorchStart,
  keras: kerasStart,
  tensorflow: tensorflowStart,
  transformers: transformersStart,
  onnx: onnxStart,
} as const satisfies Readonly<Record<string, Start>>;

/** A framework that `init` has a start for. */
export type FrameworkName = keyof typeof starts;

/** Their names, the most general one first. */
export const FRAMEWORK_NAMES = [
  'custom',
  'sklearn',
  'xgboost',
  'lightgbm',
  'pytorch',
  'keras',
  'tensorflow',
  'transformers',
  'onnx',
] as const satisfies readonly FrameworkName[];

/** What a truss of a framework begins with. */
export function startFor(framework: FrameworkName): Start {
  return starts[framework];
}
