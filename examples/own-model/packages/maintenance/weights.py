"""How much each of the features counts, and what a new machine starts with."""

WEIGHTS = (0.15, 0.06, 0.5, 0.3)

BASE = -5.0
