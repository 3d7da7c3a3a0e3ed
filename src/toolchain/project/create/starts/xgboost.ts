import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** XGBoost: a booster in XGBoost's own format, which every later version reads. */
export const xgboostStart: Start = {
  framework: 'xgboost',
  requirements: ['numpy', 'xgboost'],
  needs: { path: 'data/model.ubj', how: 'model.save_model("data/model.ubj")' },
  model: `"""Answers with a model of XGBoost."""

from pathlib import Path
from typing import Any

import numpy as np
import xgboost


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "model.ubj"
        self.booster: Any = None

    def load(self) -> None:
        # Written by: model.save_model("data/model.ubj"), of a booster or of XGBClassifier, XGBRegressor and so on.
        self.booster = xgboost.Booster(model_file=str(self.path))

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        # A missing value is null in JSON and NaN here.
        rows = np.array(request["inputs"], dtype=float)
        # Of a classifier these are probabilities: of the second class, or of each where there are more than two.
        return {"predictions": self.booster.inplace_predict(rows)}
`,
  examples: unansweredExample('- [5.1, 3.5, 1.4, 0.2]'),
};
