"""Truss: turn a trained model into a directory that answers over HTTP, in an environment of its own."""

__version__ = "1.0.0a1"
