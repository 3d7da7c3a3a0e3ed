import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** transformers: a pipeline whose model and tokenizer lie in data/, so that nothing is fetched when it starts. */
export const transformersStart: Start = {
  framework: 'transformers',
  requirements: ['torch', 'transformers'],
  needs: { path: 'data/model/', how: 'pipeline("text-classification").save_pretrained("data/model")' },
  model: `"""Answers with a pipeline of transformers."""

from pathlib import Path
from typing import Any

import torch
from transformers import pipeline

TASK = "text-classification"


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "model"
        self.pipeline: Any = None

    def load(self) -> None:
        # Written by: pipeline(TASK, model="…").save_pretrained("data/model").
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        self.pipeline = pipeline(TASK, model=str(self.path), device=device)

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        # More of what was sent can go to the pipeline: self.pipeline(request["inputs"], top_k=request.get("top_k", 1))
        return {"predictions": self.pipeline(request["inputs"])}
`,
  examples: unansweredExample('- Such a fine day'),
};
