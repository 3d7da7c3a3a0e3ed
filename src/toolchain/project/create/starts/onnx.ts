import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** ONNX: a model of any framework that exports to it, run by ONNX Runtime. */
export const onnxStart: Start = {
  framework: 'onnx',
  requirements: ['numpy', 'onnxruntime'],
  needs: { path: 'data/model.onnx', how: 'an exporter such as skl2onnx or torch.onnx' },
  model: `"""Answers with a model in the ONNX format."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "model.onnx"
        self.session: Any = None
        self.inputs: list[str] = []
        self.outputs: list[str] = []

    def load(self) -> None:
        # The best that the installed package can do: onnxruntime-gpu in config.yaml brings CUDA.
        providers = onnxruntime.get_available_providers()
        options = onnxruntime.SessionOptions()
        # It counts the processors of the machine, of which a container or one of several processes has a share only.
        threads = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0]
        options.intra_op_num_threads = int(threads or 0)
        self.session = onnxruntime.InferenceSession(str(self.path), options, providers=providers)
        self.inputs = [each.name for each in self.session.get_inputs()]
        self.outputs = [each.name for each in self.session.get_outputs()]

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        # The type must be the one of the model's input: most want float32.
        rows = np.array(request["inputs"], dtype=np.float32)
        answers = self.session.run(self.outputs, {self.inputs[0]: rows})
        # A model with a single output need not name it.
        named = dict(zip(self.outputs, answers))
        return {"predictions": answers[0] if len(answers) == 1 else named}
`,
  examples: unansweredExample('- [5.1, 3.5, 1.4, 0.2]'),
};
