"""Asking a model from Python: tables as requests, and `Client`, which asks a running server over HTTP."""
