"""Trains a network in PyTorch and makes a truss of it in this directory that needs no PyTorch: `python make.py`."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import torch
import truss
from sklearn.datasets import load_digits
from torch import nn

HERE = Path(__file__).parent


class Digits(nn.Module):
    """Reads a digit from 8x8 points, each from 0 (white) to 16 (black)."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(288, 10)
        )

    def forward(self, points):
        probabilities = self.layers(points.unsqueeze(1) / 16).softmax(1)
        return {"predictions": probabilities.argmax(1), "probabilities": probabilities}


def train(points, digits):
    """Gives a network that knows nearly all of them."""
    network = Digits()
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(150):
        loss = nn.functional.nll_loss(network(points)["probabilities"].log(), digits)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return network


torch.manual_seed(0)
digits = load_digits()
points = torch.tensor(digits.images, dtype=torch.float32)
network = train(points, torch.tensor(digits.target))

with tempfile.TemporaryDirectory() as folder:
    made, converted = Path(folder, "digits"), Path(folder, "digits_onnx")
    truss.mk_truss(network, target_directory=made, examples=points[:3])
    subprocess.run(["truss", "convert", made, "--to", "onnx", "--output", converted], check=True)
    # What was edited by hand stays, once it is here.
    for path in (path for path in converted.rglob("*") if path.is_file()):
        target = HERE / path.relative_to(converted)
        if path.suffix == ".onnx" or not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
