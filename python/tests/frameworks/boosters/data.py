"""What the boosters of the tests are trained on."""

import numpy as np
import pandas as pd
from sklearn.datasets import load_iris

X, Y = load_iris(return_X_y=True)
ROWS = X[::40]
NAMES = np.array(["setosa", "versicolor", "virginica"])[Y]
IS_FIRST = (Y == 0).astype(int)

HOLES = X.copy()
HOLES[::3, 1] = np.nan

TABLE = pd.DataFrame(HOLES, columns=["sepal length", "sepal width", "petal length", "petal width"])
TABLE["soil"] = pd.Categorical(np.array(["clay", "loam", "sand"])[(np.arange(150) + Y) % 3])
TABLE["bed"] = pd.Categorical((np.arange(150) + Y) % 4)
TABLE_ROWS = TABLE[::40]

OPTIONS = {
    "xgboost": {"n_estimators": 3, "max_depth": 3},
    "lightgbm": {"n_estimators": 3, "min_child_samples": 5, "verbose": -1},
    "catboost": {"iterations": 3, "verbose": False, "allow_writing_files": False},
}


def records(frame):
    """The rows of a table as JSON has them."""
    plain = frame.astype(object)
    return plain.where(plain.notna(), None).to_dict(orient="records")
