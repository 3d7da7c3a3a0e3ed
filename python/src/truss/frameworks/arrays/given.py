"""Takes the examples of a user as arrays: an array of rows, several arrays by name or in order, or records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from truss.errors import TrussError, error_of
from truss.frameworks.arrays.inputs import ONLY
from truss.frameworks.example_rows import rows_given
from truss.frameworks.framework import Rows

Form = Literal["one", "order", "names"]
"""Whether a model was given one array, several in their order, or several by name."""

_MOST_VALUES = 200_000
"""More values in a request that is tried take longer than what is learned of a further row is worth."""


class GivenArrays(NamedTuple):
    """Arrays of numpy, rows first, and the form in which they were given."""

    arrays: Mapping[str, Any]
    form: Form


def arrays_given(examples: Any, names: Sequence[str], to_array: Callable[[Any], Any]) -> GivenArrays:
    """Takes what a user gives as examples.

    Args:
        examples: an array of rows, or a list of them; a tuple of arrays in the order of the model's own inputs; a
            mapping of names to arrays; a list of records; a request.
        names: of the model's own inputs, in order, as far as they are known.
        to_array: makes an array of numpy of a tensor, of a list or of a list of tensors.

    Raises:
        TrussError: `INPUT_INVALID` where these are no rows, not all of one shape, or not as many of one input as of
            another.
    """

    def taken(values: Any) -> Any:
        try:
            return to_array(values)
        except (TypeError, ValueError) as error:  # numpy's, of rows that make no array
            raise _no_rows(f"what makes no array ({error})") from error

    if isinstance(examples, Mapping) and set(examples) == {ONLY} and ONLY not in names:
        return arrays_given(examples[ONLY], names, to_array)
    if isinstance(examples, Mapping):
        given = GivenArrays({str(name): taken(value) for name, value in examples.items()}, "names")
    elif isinstance(examples, tuple) and len(examples) > 0:
        called = [names[place] if place < len(names) else f"input_{place}" for place in range(len(examples))]
        given = GivenArrays(dict(zip(called, map(taken, examples))), "order")
    elif isinstance(examples, Sequence) and len(examples) > 0 and isinstance(examples[0], Mapping):
        columns = {str(name): taken([row[name] for row in examples]) for name in examples[0]}
        given = GivenArrays(columns, "names")
    else:
        given = GivenArrays({ONLY: taken(rows_given(examples))}, "one")
    _check(given.arrays)
    return given


def in_form(values: Mapping[str, Any], form: Form) -> Any:
    """Gives values by name (arrays, tensors) as the examples were given: the one alone, a tuple, or a dict."""
    if form == "names":
        return dict(values)
    return tuple(values.values()) if form == "order" else next(iter(values.values()))


def rows_of_arrays(given: GivenArrays, examples: Any, most: int, rebuild: Callable[[GivenArrays], Any]) -> Rows:
    """Cuts off the first rows.

    Args:
        given: all of them.
        examples: as they were given.
        most: how many rows are wanted.
        rebuild: makes of arrays what the model takes.
    """
    row_size = sum(array[:1].size for array in given.arrays.values())
    count = max(1, min(most, _MOST_VALUES // max(1, row_size)))
    few = given._replace(arrays={name: array[:count] for name, array in given.arrays.items()})
    return Rows(examples, rebuild(few), request_rows(few))


def request_rows(given: GivenArrays) -> list[Any]:
    """The rows as a request has them: of one array its own, else a record for each."""
    plain = {name: array.tolist() for name, array in given.arrays.items()}
    if given.form == "one":
        return list(plain[ONLY])
    return [dict(zip(plain, row)) for row in zip(*plain.values())]


def has_rows_that_differ(given: GivenArrays) -> bool:
    """Whether there are two rows that are not the same: asked apart and together, they show something."""
    return any(len(array) > 1 and bool((array[0] != array[1]).any()) for array in given.arrays.values())


def _check(arrays: Mapping[str, Any]) -> None:
    lengths = {name: len(array) if getattr(array, "ndim", 0) else None for name, array in arrays.items()}
    if not lengths or None in lengths.values() or 0 in lengths.values():
        raise _no_rows("none" if lengths else "no array")
    if len(set(lengths.values())) > 1:
        raise _no_rows(" and ".join(f"{length} of {name}" for name, length in lengths.items()))


def _no_rows(found: str) -> TrussError:
    hint = "Give an array whose first axis are the rows; of several inputs a dict of such arrays, all of one length"
    return error_of("INPUT_INVALID", f"examples: a few rows are needed, found {found}", hint)
