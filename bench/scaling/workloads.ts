// What is measured: from a model that does nothing to one that computes.

/** A truss and the request that it is asked. */
export interface ScaledWorkload {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
  readonly body: string;
}

const NOOP = 'class Model:\n    def predict(self, request):\n        return {"predictions": [0]}\n';

const FOREST = `from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier


class Model:
    def load(self):
        self.forest = RandomForestClassifier(n_estimators=100, random_state=0, n_jobs=1).fit(*load_iris(return_X_y=True))

    def predict(self, request):
        return {"predictions": self.forest.predict(request["inputs"]).tolist()}
`;

const TENSOR = 'class Model:\n    def predict(self, inputs):\n        return {"sum": inputs["x"].sum(axis=1)}\n';

const floats = Array.from({ length: 1000 }, (_, index) => index / 7);

export const WORKLOADS: readonly ScaledWorkload[] = [
  {
    name: 'noop',
    files: { 'config.yaml': 'model_name: noop\n', 'model/model.py': NOOP },
    path: '/v1/models/noop:predict',
    body: '{"inputs": [[1, 2, 3, 4]]}',
  },
  {
    name: 'forest',
    files: { 'config.yaml': 'model_name: forest\n', 'model/model.py': FOREST },
    path: '/v1/models/forest:predict',
    body: '{"inputs": [[5.1, 3.5, 1.4, 0.2]]}',
  },
  {
    name: 'tensor',
    files: { 'config.yaml': 'model_name: tensor\n', 'model/model.py': TENSOR },
    path: '/v2/models/tensor/infer',
    body: JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1000], data: floats }] }),
  },
];
