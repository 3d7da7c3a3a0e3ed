"""Trains the forest and makes a truss of it in this directory: `python make.py`."""

from pathlib import Path

import truss
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier

iris = load_iris()
species = iris["target_names"][iris["target"]]
forest = RandomForestClassifier(n_estimators=10, max_depth=4, random_state=0)
forest.fit(iris["data"], species)

truss.mk_truss(forest, target_directory=Path(__file__).parent, examples=iris["data"][[0, 50, 100]])
