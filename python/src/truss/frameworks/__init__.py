"""The frameworks that mk_truss knows: each answers the questions of `framework.py`, and `known.py` has the list."""
