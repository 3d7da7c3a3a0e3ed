import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** TensorFlow: a SavedModel directory, whoever wrote it. */
export const tensorflowStart: Start = {
  framework: 'tensorflow',
  requirements: ['tensorflow'],
  needs: { path: 'data/model/', how: 'tf.saved_model.save(module, "data/model")' },
  model: `"""Answers with a SavedModel of TensorFlow."""

from pathlib import Path
from typing import Any

import tensorflow as tf


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "model"
        self.loaded: Any = None
        self.serve: Any = None
        self.name = ""
        self.spec: Any = None

    def load(self) -> None:
        # Written by: tf.saved_model.save(module, "data/model"), or model.export("data/model") of Keras. The functions of a
        # SavedModel work only as long as it is kept.
        self.loaded = tf.saved_model.load(str(self.path))
        self.serve = self.loaded.signatures["serving_default"]
        _, inputs = self.serve.structured_input_signature
        self.name, self.spec = next(iter(inputs.items()))

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        rows = tf.constant(request["inputs"], dtype=self.spec.dtype)
        outputs = self.serve(**{self.name: rows})
        # One answer a name; a model with a single output need not name it.
        answers = {name: value.numpy() for name, value in outputs.items()}
        return {"predictions": next(iter(answers.values())) if len(answers) == 1 else answers}
`,
  examples: unansweredExample('- [5.1, 3.5, 1.4, 0.2]'),
};
