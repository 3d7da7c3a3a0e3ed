"""Proves that a truss answers as it should, in an environment of its own."""
