import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** scikit-learn: an estimator or a pipeline in a file of joblib. */
export const sklearnStart: Start = {
  framework: 'sklearn',
  requirements: ['joblib', 'scikit-learn'],
  needs: { path: 'data/model.joblib', how: 'joblib.dump(model, "data/model.joblib")' },
  model: `"""Answers with an estimator or a pipeline of scikit-learn."""

from pathlib import Path
from typing import Any

import joblib


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "model.joblib"
        self.model: Any = None

    def load(self) -> None:
        # Written by: joblib.dump(model, "data/model.joblib"). Such a file is read by the version of scikit-learn that wrote
        # it: name that version in config.yaml. It can run code, so take it only from people you trust.
        self.model = joblib.load(self.path)

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        # A list of rows. A pipeline that looks for columns by name wants pandas.DataFrame(request["inputs"]) instead.
        rows = request["inputs"]
        answer = {"predictions": self.model.predict(rows)}
        if hasattr(self.model, "predict_proba"):
            answer["probabilities"] = self.model.predict_proba(rows)
        return answer
`,
  examples: unansweredExample('- [5.1, 3.5, 1.4, 0.2]'),
};
