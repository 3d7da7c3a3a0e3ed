"""Inputs and outputs in the words of the Open Inference Protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ANY_LENGTH = -1
"""In a shape: the rows of a request, or whatever else differs from one to the next."""


@dataclass(frozen=True)
class Tensor:
    """One input or output, as the `signature` of a config has it.

    Attributes:
        name: its name in a request or an answer.
        datatype: such as `FP64`; `BYTES` are texts.
        shape: its lengths, the rows first.
        classes: of an output those of a classifier, as JSON: what a prediction is one of, and what the columns of
            probabilities stand for; empty where there are none to tell.
        categories: of an input the values that training knew, as JSON; they bind nobody.
        seen: of an input the smallest and the largest value that training knew.
        columns: of an input whose rows are lists, what is known of each of its columns: tensors without a shape.
        is_example: whether the datatype is an example only, since nobody knows which one it has to be.
        is_json: whether its rows are objects, or lists of such, of which a tensor has the JSON texts.
        is_binary: whether its texts are bytes of any kind.
        is_optional: of an input whether a request may leave it out.
    """

    name: str
    datatype: str
    shape: Sequence[int]
    classes: Sequence[Any] = ()
    categories: Sequence[Any] = ()
    seen: tuple[float, float] | None = None
    columns: Sequence[Tensor] = ()
    is_example: bool = False
    is_json: bool = False
    is_binary: bool = False
    is_optional: bool = False

    def to_json(self) -> dict[str, Any]:
        """The form of the config."""
        tensor = {"name": self.name, "datatype": self.datatype, "shape": list(self.shape)}
        is_text = self.datatype == "BYTES" and not self.is_binary
        of_bytes = "json" if self.is_json else "str" if is_text else None
        stands_for = "any" if self.is_example else of_bytes
        content_type = {} if stands_for is None else {"content_type": stands_for}
        classes = {"classes": list(self.classes)} if self.classes else {}
        known = [column.known() for column in self.columns]
        columns = {"columns": known} if any(known) else {}
        optional = {"optional": True} if self.is_optional else {}
        return {**tensor, **content_type, **optional, **classes, **self.known(), **columns}

    def known(self) -> dict[str, Any]:
        """What training knew of its values."""
        seen = {} if self.seen is None else {"minimum": self.seen[0], "maximum": self.seen[1]}
        return {**seen, **({"categories": list(self.categories)} if self.categories else {})}


@dataclass(frozen=True)
class Parameter:
    """What a request may choose for all of its rows, as the `signature` of a config has it.

    Attributes:
        name: its name in a request.
        datatype: of its value, or of the elements of its list; None: any JSON value.
        shape: of a list its length, -1: any; empty: a single value.
        default: what is taken without, as JSON; None where that is not told.
    """

    name: str
    datatype: str | None = None
    shape: Sequence[int] = ()
    default: Any = None

    def to_json(self) -> dict[str, Any]:
        """The form of the config."""
        told = {"datatype": self.datatype, "shape": list(self.shape) or None, "default": self.default}
        return {"name": self.name, **{key: value for key, value in told.items() if value is not None}}


def tensors_of(named: Mapping[Any, Any]) -> list[Tensor]:
    """Describes an answer, or a request, by its arrays.

    Args:
        named: name to what numpy can make an array of; a DataFrame is a tensor for each of its columns, a list of
            objects one of their JSON texts. What else is no tensor is left out: mixed values, probabilities of several
            outputs with different classes.
    """
    # A function's answer may have keys of any type; those that JSON makes texts of are names.
    texts = {str(name): value for name, value in named.items() if isinstance(name, (str, int))}
    tensors = (_tensor_of(*pair) for name, value in texts.items() for pair in _columns_or_one(name, value))
    return [tensor for tensor in tensors if tensor is not None]


def datatype_of(array: Any) -> str | None:
    """Gives the datatype of an array; None where it holds what no tensor can."""
    kind, bits = array.dtype.kind, array.dtype.itemsize * 8
    if kind == "O":
        return "BYTES" if all(isinstance(value, str) for value in array.flat) else None
    if kind in "iuf" and bits <= 64:
        return {"i": "INT", "u": "UINT", "f": "FP"}[kind] + str(bits)
    return {"b": "BOOL", "U": "BYTES"}.get(kind)


def _columns_or_one(name: str, value: Any) -> list[tuple[str, Any]]:
    from truss_worker.v2.answer.arrays import as_columns

    return as_columns(value) or [(name, value)]


def _tensor_of(name: str, value: Any) -> Tensor | None:
    import numpy as np

    if isinstance(value, list) and any(map(_holds_objects, value)):
        return Tensor(name, "BYTES", [ANY_LENGTH], is_json=True)
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    datatype = datatype_of(array)
    return None if datatype is None else Tensor(name, datatype, _shape_of(array))


def _shape_of(array: Any) -> list[int]:
    """Rows first, but for a single number."""
    return [ANY_LENGTH, *array.shape[1:]] if array.ndim else []


def _holds_objects(row: Any) -> bool:
    return isinstance(row, dict) or (isinstance(row, list) and any(map(_holds_objects, row)))
