"""The body of a request as the model gets it: a dict in which `inputs` and `instances` stand for each other."""

from __future__ import annotations

from typing import Any

_OTHER_NAME = {"inputs": "instances", "instances": "inputs"}


class RequestBody(dict[str, Any]):
    """A dict whose `[]`, `get`, `in` and `pop` answer `inputs` for `instances`, whichever of the two was sent.

    Iteration, `**`, `==` and encoding show what was sent, so that code which takes each key as it comes is not
    surprised by one that the client never wrote.
    """

    __slots__ = ()

    def __missing__(self, key: str) -> Any:
        other = _OTHER_NAME.get(key)
        if other is not None and dict.__contains__(self, other):
            return dict.__getitem__(self, other)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or (
            isinstance(key, str) and key in _OTHER_NAME and dict.__contains__(self, _OTHER_NAME[key])
        )

    def get(self, key: str, default: Any = None) -> Any:
        """The value of the key or of its other name, else the default."""
        return self[key] if key in self else default  # noqa: SIM401 - this is `get`

    def pop(self, key: str, *default: Any) -> Any:
        """Removes the key, or its other name, and gives the value."""
        if not dict.__contains__(self, key) and key in self:
            key = _OTHER_NAME[key]
        return dict.pop(self, key, *default)

    def copy(self) -> RequestBody:
        """A shallow copy that answers in the same way."""
        return RequestBody(self)


def to_request_body(value: Any) -> Any:
    """The value as the model gets it: a dict that has one of the two names becomes a RequestBody."""
    if type(value) is dict and ("inputs" in value) != ("instances" in value):
        return RequestBody(value)
    return value
