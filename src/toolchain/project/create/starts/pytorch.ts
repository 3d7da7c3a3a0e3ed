import type { Start } from './start.ts';
import { unansweredExample } from './start.ts';

/** PyTorch: the weights in a file, and the class of the network in packages/. */
export const pytorchStart: Start = {
  framework: 'pytorch',
  requirements: ['torch'],
  needs: { path: 'data/weights.pt', how: 'torch.save(network.state_dict(), "data/weights.pt")' },
  files: {
    'packages/network.py': `"""The network whose weights are in data/weights.pt: put your own class in its place."""

import torch


class Network(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.layers(rows)
`,
  },
  model: `"""Answers with a network of PyTorch."""

from pathlib import Path
from typing import Any

import torch
from network import Network  # packages/network.py


class Model:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "weights.pt"
        self.device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        self.network: Any = None

    def load(self) -> None:
        # Written by: torch.save(network.state_dict(), "data/weights.pt"). With weights_only nothing in it is run.
        weights = torch.load(self.path, map_location=self.device, weights_only=True)
        network = Network()
        network.load_state_dict(weights)
        self.network = network.to(self.device).eval()

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        rows = torch.tensor(request["inputs"], dtype=torch.float32, device=self.device)
        with torch.inference_mode():
            scores = self.network(rows)
        return {"predictions": scores.tolist()}
`,
  examples: unansweredExample('- [5.1, 3.5, 1.4, 0.2]'),
};
