"""Packages that make the worker faster where the model's environment has them."""

from typing import Any

orjson: Any
try:
    import orjson
except Exception:  # noqa: BLE001 - a build that does not fit this machine raises more than ImportError
    orjson = None
