import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** Keras: a whole model in a `.keras` file. */
export const kerasStart: Start = {
  framework: 'keras',
  requirements: ['keras', 'numpy', 'tensorflow'],
  needs: { path: 'data/model.keras', how: 'model.save("data/model.keras")' },
  model: `"""Answers with a model of Keras."""

from pathlib import Path
from typing import Any

import keras
import numpy as np


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "model.keras"
        self.model: Any = None

    def load(self) -> None:
        # Written by: model.save("data/model.keras"). What only training needs is left out.
        self.model = keras.saving.load_model(self.path, compile=False)

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        rows = np.array(request["inputs"], dtype="float32")
        return {"predictions": self.model.predict_on_batch(rows)}
`,
  examples: unansweredExample('- [5.1, 3.5, 1.4, 0.2]'),
};
