"""What stands beside a type in `Annotated[…]` to bound its values: of annotated_types, or a `Field(…)` of pydantic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from truss_worker.annotations.plain_values import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_KEYWORDS: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}
"""The names of attributes that bounds have, and what JSON Schema calls them."""

_OF_LISTS: Final = {"minLength": "minItems", "maxLength": "maxItems"}

# In the words of pydantic.
_CHECKS: Final[dict[str, tuple[Callable[[Any, Any], bool], str]]] = {
    "minimum": (lambda value, bound: value >= bound, "Input should be greater than or equal to {}"),
    "exclusiveMinimum": (lambda value, bound: value > bound, "Input should be greater than {}"),
    "maximum": (lambda value, bound: value <= bound, "Input should be less than or equal to {}"),
    "exclusiveMaximum": (lambda value, bound: value < bound, "Input should be less than {}"),
    "multipleOf": (lambda value, bound: value % bound == 0, "Input should be a multiple of {}"),
    "minLength": (lambda value, bound: len(value) >= bound, "Input should have at least {} items or characters"),
    "maxLength": (lambda value, bound: len(value) <= bound, "Input should have at most {} items or characters"),
    "pattern": (lambda value, bound: re.search(bound, value) is not None, "Input should match the pattern {!r}"),
}


def bounds_of(annotation: Any) -> dict[str, Any]:
    """The bounds of an annotation as keywords of JSON Schema; those of lengths as of a text."""
    found: dict[str, Any] = {}
    for note in _notes(annotation):
        for attribute, keyword in _KEYWORDS.items():
            value = getattr(note, attribute, None)
            fits = isinstance(value, str) if keyword == "pattern" else _is_number(value)
            if fits:
                found[keyword] = value
    return found


def bounded(schema: dict[str, Any], bounds: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that keeps to the bounds."""
    if not bounds:
        return schema
    kind = schema.get("type")
    renamed = {_OF_LISTS.get(name, name) if kind == "array" else name: value for name, value in bounds.items()}
    # Of what may be null, the value itself is bounded: JSON Schema looks at the bounds of numbers in numbers alone.
    return {**schema, **renamed}


def within(read: Callable[[Any], Any], bounds: dict[str, Any]) -> Callable[[Any], Any]:
    """The reader that also refuses what is out of the bounds, with InvalidInputError."""
    if not bounds:
        return read

    def read_bounded(value: Any) -> Any:
        made = read(value)
        if made is None:
            return made
        for keyword, bound in bounds.items():
            fits, message = _CHECKS[keyword]
            try:
                holds = fits(made, bound)
            except TypeError:
                continue  # a bound of another type, in a union
            if not holds:
                raise InvalidInputError(message.format(bound))
        return made

    return read_bounded


def notes_of_values(annotation: Any) -> dict[str, Any]:
    """What a `Field(…)` says for people: its title and its examples."""
    found: dict[str, Any] = {}
    for note in getattr(annotation, "__metadata__", ()):
        title, examples = getattr(note, "title", None), getattr(note, "examples", None)
        if isinstance(title, str) and not isinstance(note, str):
            found["title"] = title
        if isinstance(examples, list):
            found["examples"] = examples
    return found


def _notes(annotation: Any) -> Iterator[Any]:
    for note in getattr(annotation, "__metadata__", ()):
        yield note
        # The bounds of pydantic's Field are objects of annotated_types inside it.
        inner = getattr(note, "metadata", None)
        if isinstance(inner, list):
            yield from inner


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
