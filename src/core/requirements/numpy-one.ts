import type { ExactPin } from './exact-pin.ts';

/**
 * The first version of packages that works with numpy 2. What was compiled before asks for any newer numpy, and then fails at its
 * import: "numpy.dtype size changed".
 */
const FIRST_WITH_NUMPY_2: Readonly<Record<string, string>> = {
  astropy: '6.1',
  catboost: '1.2.7',
  'faiss-cpu': '1.8.0.post1',
  gensim: '4.4',
  h5py: '3.11',
  hdbscan: '0.8.38',
  lightgbm: '4.4',
  matplotlib: '3.9',
  numba: '0.60',
  onnxruntime: '1.19',
  'opencv-contrib-python': '4.10.0.84',
  'opencv-contrib-python-headless': '4.10.0.84',
  'opencv-python': '4.10.0.84',
  'opencv-python-headless': '4.10.0.84',
  pandas: '2.2.2',
  pyarrow: '16',
  'scikit-image': '0.23.1',
  'scikit-learn': '1.4.2',
  scipy: '1.13',
  shap: '0.46',
  shapely: '2.0.4',
  spacy: '3.8',
  statsmodels: '0.14.2',
  tensorflow: '2.18',
  thinc: '8.3',
  torch: '2.3',
  torchvision: '0.18',
  xgboost: '2.1',
};

/** Whether a package at this version was built before numpy 2, and does not say so. */
export function needsNumpyOne({ name, version }: ExactPin): boolean {
  const first = FIRST_WITH_NUMPY_2[name];
  return first !== undefined && isBefore(version, first);
}

function isBefore(version: string, other: string): boolean {
  const [left, right] = [numbersOf(version), numbersOf(other)];
  const at = right.findIndex((number, index) => number !== (left[index] ?? 0));
  return at !== -1 && (left[at] ?? 0) < (right[at] ?? 0);
}

function numbersOf(version: string): readonly number[] {
  return (version.replace(/\+.*$/, '').match(/\d+/g) ?? []).map(Number);
}
