import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** LightGBM: a booster in LightGBM's own text format. */
export const lightgbmStart: Start = {
  framework: 'lightgbm',
  requirements: ['lightgbm', 'numpy'],
  needs: { path: 'data/model.txt', how: 'booster.save_model("data/model.txt")' },
  model: `"""Answers with a model of LightGBM."""

from pathlib import Path
from typing import Any

import lightgbm
import numpy as np


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "model.txt"
        self.booster: Any = None

    def load(self) -> None:
        # Written by: booster.save_model("data/model.txt"). LGBMClassifier and LGBMRegressor have theirs in \`.booster_\`.
        self.booster = lightgbm.Booster(model_file=str(self.path))

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        # A missing value is null in JSON and NaN here.
        rows = np.array(request["inputs"], dtype=float)
        # Of a classifier these are probabilities: of the second class, or of each where there are more than two.
        return {"predictions": self.booster.predict(rows)}
`,
  examples: unansweredExample('- [5.1, 3.5, 1.4, 0.2]'),
};
