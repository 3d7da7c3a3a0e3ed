"""Packs a model with a class of this very script, as a notebook would; prints what the engine would be told."""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from truss._packing.pack import pack
from truss.frameworks.known import framework_of


class Doubler(BaseEstimator, TransformerMixin):
    def fit(self, X, y=None):
        self.scale_ = 2
        return self

    def transform(self, X):
        import pandas as pd  # used by nothing that pickle would see

        return pd.DataFrame(np.asarray(X) * self.scale_).to_numpy()


X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), [0, 0, 1, 1]
model = make_pipeline(Doubler(), LogisticRegression()).fit(X, y)
packed = pack(framework_of(model), model, Path(sys.argv[1]), None)
print(
    json.dumps(
        {
            "config": packed.config,
            "requirements": [requirement.name for requirement in packed.requirements],
            "predictions": model.predict(X).tolist(),
            "probabilities": model.predict_proba(X).tolist(),
        }
    )
)
