"""The body of a request as the model gets it: a dict in which `inputs` and `instances` stand for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Container

_OTHER_NAME: Final = {"inputs": "instances", "instances": "inputs"}


class RequestBody(dict[str, Any]):
    """A dict whose `[]`, `get`, `in` and `pop` answer `inputs` for `instances`, whichever of the two was sent.

    Iteration, `**`, `==` and encoding show what was sent, so that code which takes each key as it comes is not
    surprised by one that the client never wrote.
    """

    __slots__ = ()

    def __missing__(self, key: str) -> Any:
        sent = self._sent_name(key)
        if sent is None:
            raise KeyError(key)
        return dict.__getitem__(self, sent)

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or self._sent_name(key) is not None

    def get(self, key: str, default: Any = None) -> Any:
        """The value of the key or of its other name, else the default."""
        return self[key] if key in self else default  # noqa: SIM401 - this is `get`

    def pop(self, key: str, *default: Any) -> Any:
        """Removes the key, or its other name, and gives the value."""
        sent = None if dict.__contains__(self, key) else self._sent_name(key)
        return dict.pop(self, key if sent is None else sent, *default)

    def copy(self) -> RequestBody:
        """A shallow copy that answers in the same way."""
        return RequestBody(self)

    def named_for(self, fields: Container[str]) -> dict[str, Any]:
        """What was sent, under `inputs` or `instances` where that is a field, and the name that was sent is none."""
        named = dict(self)
        for field in _OTHER_NAME:
            sent = self._sent_name(field)
            if field in fields and field not in named and sent in named and sent not in fields:
                named[field] = named.pop(sent)
        return named

    def _sent_name(self, key: Any) -> str | None:
        """The name under which the value was sent that a key which was not sent stands for; None if it does not."""
        other = _OTHER_NAME.get(key) if isinstance(key, str) else None
        return other if other is not None and dict.__contains__(self, other) else None


class FormBody(RequestBody):
    """The fields of a form. A name has a list of values only if it came several times; `getlist` always gives one."""

    __slots__ = ()

    def getlist(self, name: str) -> list[Any]:
        """All values of the name, in the order in which they came; Starlette's form has the same method."""
        values = self.get(name, [])
        return values if isinstance(values, list) else [values]


def to_request_body(value: Any) -> Any:
    """The value as the model gets it: a dict that has one of the two names becomes a RequestBody."""
    if type(value) is dict and ("inputs" in value) != ("instances" in value):
        return RequestBody(value)
    return value
