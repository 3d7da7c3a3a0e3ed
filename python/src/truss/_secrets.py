"""Values of secrets on their way from the engine to a model in this process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from truss._engine_client import engine

_PREFIX = "TRUSS_SECRET_"


class SecretValues(dict[str, str]):
    """Names and values, of which nothing is shown: tracebacks and debuggers print what is at hand."""

    def __repr__(self) -> str:
        return f"<{len(self)} secrets>"

    __str__ = __repr__


def secret_variables() -> dict[str, str]:
    """The environment variables that secrets come from, as they are now: for `secretVariables` of the engine."""
    return {name: value for name, value in os.environ.items() if name.startswith(_PREFIX)}


def take_secrets(loaded: dict[str, Any]) -> SecretValues:
    """Takes the values out of an answer to `project.load`.

    Args:
        loaded: the answer; it has none afterwards.

    Returns:
        Every secret that the config declares; one that has no value is empty.
    """
    values = loaded.pop("secrets")
    return SecretValues({name: values.get(name, "") for name in loaded["config"]["secrets"]})


def secrets_state(config: Mapping[str, Any]) -> tuple[int, ...]:
    """What tells that a secret of a truss may have another value than before; no value can be read from it."""
    if not config["secrets"]:
        return ()
    variables = hash(frozenset(secret_variables().items()))
    try:
        store = os.stat(os.path.join(engine().home, "config.yaml"))
    except FileNotFoundError:
        return (variables,)
    return (variables, store.st_mtime_ns, store.st_size)
