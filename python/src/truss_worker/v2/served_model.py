"""What the protocol needs to know of the model: its name, its version, and the tensors that its config declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.v2.tensors.datatypes import DATATYPES, Datatype

if TYPE_CHECKING:
    from collections.abc import Mapping


class DeclaredTensor(NamedTuple):
    """A tensor of the config's `signature`."""

    name: str
    datatype: Datatype
    shape: tuple[int, ...]
    content_type: str | None
    is_optional: bool


class ServedModel(NamedTuple):
    """The model under the name that clients know."""

    name: str
    version: str
    inputs: dict[str, DeclaredTensor]
    outputs: dict[str, DeclaredTensor]


def read_served_model(entry: Mapping[str, Any], config: Mapping[str, Any]) -> ServedModel:
    """The model of a HELLO's `entry` and `config`."""
    signature = config.get("signature") or {}
    return ServedModel(
        entry.get("name", "model"),
        entry.get("version", "1"),
        _read_tensors(signature.get("inputs")),
        _read_tensors(signature.get("outputs")),
    )


def _read_tensors(declared: list[dict[str, Any]] | None) -> dict[str, DeclaredTensor]:
    return {
        tensor["name"]: DeclaredTensor(
            tensor["name"],
            DATATYPES[tensor["datatype"]],
            tuple(tensor["shape"]),
            tensor.get("content_type"),
            bool(tensor.get("optional")),
        )
        for tensor in declared or ()
    }
