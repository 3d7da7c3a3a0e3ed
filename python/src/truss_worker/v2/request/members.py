"""Members of JSON objects, each of the type that the protocol wants. One that is null is as good as missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.v2.limits import MAX_NAME_CHARACTERS, MAX_TENSORS
from truss_worker.v2.refusal import refuse, show

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_objects(holder: Mapping[str, Any], member: str) -> list[dict[str, Any]] | None:
    """The member as a list of objects; None if it is missing. Raises WorkerError (REQUEST_BODY_INVALID)."""
    value = holder.get(member)
    if value is None:
        return None
    if not isinstance(value, list):
        raise refuse(f"{member} is {show(value)}, not a list")
    if len(value) > MAX_TENSORS:
        raise refuse(f"{member} has {len(value)} tensors, at most {MAX_TENSORS} are possible")
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise refuse(f"{member}[{index}] is {show(item)}, not an object")
    return value


def read_names(tensors: list[dict[str, Any]], member: str) -> list[str]:
    """The names of tensors, each once. Raises WorkerError (REQUEST_BODY_INVALID)."""
    seen: dict[str, None] = {}
    for index, tensor in enumerate(tensors):
        name = tensor.get("name")
        if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME_CHARACTERS:
            raise refuse(
                f"{member}[{index}]: name is {show(name)}, not a string of 1 to {MAX_NAME_CHARACTERS} characters"
            )
        if name in seen:
            raise refuse(f"{member}[{index}]: the name '{name}' stands twice")
        seen[name] = None
    return list(seen)


def read_parameters(holder: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The member `parameters`; empty if it is missing. Raises WorkerError (REQUEST_BODY_INVALID)."""
    value = holder.get("parameters")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise refuse(f"{where}parameters is {show(value)}, not an object")
    return value


def read_flag(parameters: Mapping[str, Any], name: str, where: str) -> bool | None:
    """A parameter that is true or false; None if it is missing. Raises WorkerError (REQUEST_BODY_INVALID)."""
    value = parameters.get(name)
    if value is not None and not isinstance(value, bool):
        raise refuse(f"{where}the parameter {name} is {show(value)}, not true or false")
    return value
