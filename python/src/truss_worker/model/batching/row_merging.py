"""Merging by rows: those of several requests become one longer input of predict."""

from __future__ import annotations

import copy
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from truss_worker.model.batching.merging import Measure, NotSharedOutError
from truss_worker.model.batching.rows import Rows, cut_rows, join_rows, read_rows, row_count
from truss_worker.v2.request.body import V2Body
from truss_worker.values.request_body import RequestBody

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from truss_worker.model.methods.stage import Stage

_ROWS: Final = -1
"""A leading -1 of a declared shape stands for the rows of a request."""

_PLAIN: Final = frozenset({type(None), bool, int, float, str})

# Parameters of V2 that say how a request is sent, and nothing to the model.
_OF_THE_PROTOCOL: Final = frozenset({"binary_data_size", "binary_data_output", "timeout"})

# Where requests of V1 have their rows, whatever the tensors of V2 are called.
_BODY_NAMES: Final = ("inputs", "instances")


class _Declared(NamedTuple):
    """What matters here of a declared tensor."""

    rank: int
    has_rows: bool
    is_array: bool
    """Whether its values become one array of numbers, of which the types are found together."""


class RowMerging:
    """Merges what lies along axis 0, and splits the outputs that are declared to have a row for each row of the input.

    A request is a dict, whose rows lie under the names of declared inputs or under `inputs`, or rows themselves. What
    else is in the dict, such as options, has to be the same in all requests of a call.

    Args:
        stage: predict.
        max_batch_size: the most rows of a call.
        signature: the config's.
    """

    def __init__(self, stage: Stage, max_batch_size: int, signature: Mapping[str, Any]) -> None:
        self.stage = stage
        self.max_batch_size = max_batch_size
        self.is_assumed = True
        self._inputs = _declared(signature.get("inputs"))
        self._outputs = _declared(signature.get("outputs"))
        self._only = next(iter(self._inputs.values())) if len(self._inputs) == 1 else None
        names = [name for name, tensor in self._inputs.items() if tensor.has_rows]
        self._row_names = frozenset((*names, *_BODY_NAMES))

    def measure(self, value: Any) -> Measure | None:
        """See `Merging`."""
        if not isinstance(value, dict):
            rows = self._read("inputs", value)
            return None if rows is None else Measure(rows.length, rows.likeness)
        beside = _beside_members(value)
        if beside is None:
            return None
        length = 0
        # In the order of the members, by which a model may read them: as columns of a table, for instance.
        likeness: list[Any] = [type(value), beside]
        for name, member in value.items():
            if type(member) in _PLAIN:
                likeness.append((name, type(member), repr(member)))
                continue
            rows = self._read(name, member) if name in self._row_names else None
            if rows is None or (length and rows.length != length):
                return None
            length = rows.length
            likeness.append((name, rows.likeness))
        return Measure(length, tuple(likeness)) if length else None

    def merge(self, values: Sequence[Any]) -> Any:
        """See `Merging`."""
        first = values[0]
        if not isinstance(first, dict):
            return join_rows(values)
        merged = first.copy()
        if isinstance(merged, V2Body):
            # Of none of them, as no other request's name may be taken for one's own.
            merged.id = None
        for name, member in first.items():
            if type(member) not in _PLAIN:
                merged[name] = join_rows([dict.__getitem__(value, name) for value in values])
        return merged

    def split(self, result: Any, rows: Sequence[int]) -> list[Any]:
        """See `Merging`."""
        if not isinstance(result, dict):
            if len(self._outputs) != 1:
                raise NotSharedOutError(
                    f"predict gave a {type(result).__name__} and not a dict with the declared outputs"
                )
            ((name, declared),) = self._outputs.items()
            return _parts(name, result, declared, rows)
        parts = {name: _parts(name, member, self._outputs.get(name), rows) for name, member in result.items()}
        return [{name: of_each[number] for name, of_each in parts.items()} for number in range(len(rows))]

    def _read(self, name: str, value: Any) -> Rows | None:
        """The rows of a member, where they are what the signature says of them."""
        declared = self._inputs.get(name, self._only)
        rows = read_rows(value, is_array=declared is not None and declared.is_array)
        if rows is None or rows.rank == 0:
            return rows
        # Without a declaration nobody can tell a column of values from a row of them.
        is_fitting = rows.rank > 1 if declared is None else rows.rank == declared.rank
        return rows if is_fitting else None


def _beside_members(value: dict[Any, Any]) -> Hashable | None:
    """What a dict has beside its members, equal where it is the same; None where nobody can tell: of other classes."""
    if type(value) is V2Body:
        of_inputs = [(name, *_options(given)) for name, given in value.input_parameters.items()]
        return repr((_options(value.parameters), of_inputs))
    return "" if type(value) in (dict, RequestBody) else None


def _options(parameters: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in parameters.items() if name not in _OF_THE_PROTOCOL]


def _declared(tensors: Sequence[Mapping[str, Any]] | None) -> dict[str, _Declared]:
    return {tensor["name"]: _declare(tensor["shape"], tensor["datatype"]) for tensor in tensors or ()}


def _declare(shape: Sequence[int], datatype: str) -> _Declared:
    return _Declared(len(shape), list(shape[:1]) == [_ROWS], len(shape) > 1 and datatype != "BYTES")


def _parts(name: str, value: Any, declared: _Declared | None, rows: Sequence[int]) -> list[Any]:
    if declared is None:
        raise NotSharedOutError(f"predict gave {name!r}, which signature.outputs does not name")
    if not declared.has_rows:
        return [value if number == 0 else copy.deepcopy(value) for number in range(len(rows))]
    count, given = sum(rows), row_count(value)
    if given != count:
        got = f"a {type(value).__name__}" if given is None else f"{given} rows"
        raise NotSharedOutError(f"predict gave {got} as {name!r} for {count} rows of input")
    ends = list(accumulate(rows))
    return [cut_rows(value, end - length, end) for end, length in zip(ends, rows)]
