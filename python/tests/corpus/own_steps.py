"""A step of somebody's own, as it lies beside a notebook."""

import numpy as np


def days(frame):
    """Looks its columns up by name, and takes dates for what they were in the training data."""
    return np.c_[frame["since"].astype("int64") / 1e9, frame["member"]]
