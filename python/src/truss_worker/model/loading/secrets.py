"""The secrets as the model gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping


class SecretNotFoundError(KeyError):
    """A secret that the config does not declare, or that has no value."""

    def __str__(self) -> str:
        # KeyError shows its argument as a literal, quotes and all.
        return str(self.args[0])


class Secrets(Mapping[str, str]):
    """A read-only mapping of names to values, whose values no `print` or traceback shows.

    Args:
        values: the secrets that the config declares; one without a value is empty.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        value = self._values.get(name)
        if not value:
            raise SecretNotFoundError(self._explain(name))
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name, value in self._values.items() if value)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<secrets: {', '.join(self) or 'none'}>"

    def _explain(self, name: str) -> str:
        if name in self._values:
            return f"The secret '{name}' has no value. Run `truss secret set {name}`, or {_other_way(name)}."
        declared = ", ".join(f"'{other}'" for other in self._values) or "none"
        return (
            f"The secret '{name}' is not declared in config.yaml (declared: {declared}). "
            f"Add it under `secrets:` as `{name}: null`."
        )


def _other_way(name: str) -> str:
    """Shells export no variable with a `-` or a `.` in its name."""
    can_be_exported = re.fullmatch("[A-Za-z0-9_]+", name) is not None
    return f"set TRUSS_SECRET_{name}" if can_be_exported else f"mount it as the file /secrets/{name}"
