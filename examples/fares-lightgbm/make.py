"""Trains the boosting on fares that are made up, and makes a truss of it in this directory: `python make.py`."""

from pathlib import Path

import numpy as np
import pandas as pd
import truss
from lightgbm import LGBMRegressor

KINDS = ["bus", "taxi", "train"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

chance = np.random.default_rng(0)
size = 3000
rides = pd.DataFrame(
    {
        "km": chance.uniform(1, 60, size).round(1),
        "kind": pd.Categorical(chance.choice(KINDS, size), KINDS),
        "day": pd.Categorical(chance.choice(DAYS, size), DAYS),
        "luggage": chance.integers(0, 2, size).astype(bool),
    }
)
a_km = rides["kind"].map({"bus": 0.15, "taxi": 2.2, "train": 0.3}).astype(float)
weekend = np.where(rides["day"].isin(["Sat", "Sun"]), 0.8, 1)
fares = (2 + rides["km"] * a_km + rides["luggage"] * 1.5) * weekend + chance.normal(0, 0.2, size)

model = LGBMRegressor(n_estimators=80, num_leaves=15, random_state=0, n_jobs=1, verbose=-1)
model.fit(rides, fares)

truss.mk_truss(model, target_directory=Path(__file__).parent, examples=rides.head(3))
