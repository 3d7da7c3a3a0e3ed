"""Inputs as what a method's argument is annotated with: pydantic models and dataclasses, also inside each other."""

from __future__ import annotations

import sys
import typing
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from truss_worker.annotations.bounds import bounds_of, within
from truss_worker.annotations.kinds import (
    hints_of,
    is_dataclass,
    is_enum,
    is_pydantic,
    is_union,
    without_metadata,
)
from truss_worker.annotations.plain_values import InvalidInputError, choose, reader_of_plain
from truss_worker.annotations.pydantic_inputs import read_pydantic
from truss_worker.annotations.tensors import as_list
from truss_worker.errors import WorkerError
from truss_worker.values.request_body import FormBody, RequestBody

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[Any], Any]

# A long list can be wrong at each of its places, and nobody reads as many.
_MAX_PROBLEMS: Final = 100


def input_reader(annotation: Any) -> Reader | None:
    """What makes a body the annotated type; None if the annotation has neither a pydantic model nor a dataclass.

    The function that it gives raises WorkerError (REQUEST_INPUT_INVALID), which names all fields that do not fit.
    """
    if not _has_model(annotation):
        return None
    read = _Readers().of(annotation)

    def read_input(body: Any) -> Any:
        try:
            return read(body)
        except InvalidInputError as error:
            raise _misfit(error) from None

    return read_input


def _misfit(error: InvalidInputError) -> WorkerError:
    """What is wrong in one sentence for a person, and as a list for a program, which shows each beside its field."""
    told = error.problems[:_MAX_PROBLEMS]
    explained = [f"{'.'.join(map(str, path)) or 'the body'}: {message}" for path, message in told]
    if len(error.problems) > len(told):
        explained.append(f"and {len(error.problems) - len(told)} more")
    details = [{"path": [_plain_step(step) for step in path], "message": message} for path, message in told]
    message = f"The input does not fit the model: {'; '.join(explained)}"
    return WorkerError("REQUEST_INPUT_INVALID", message, details=details)


def _plain_step(step: Any) -> str | int:
    return step if isinstance(step, (str, int)) else str(step)


def _has_model(annotation: Any) -> bool:
    kind = without_metadata(annotation)
    return is_pydantic(kind) or is_dataclass(kind) or any(map(_has_model, typing.get_args(kind)))


class _Readers:
    """The readers of one annotation and of all that it is made of."""

    def __init__(self) -> None:
        self._of_dataclasses: dict[type, Reader] = {}

    def of(self, annotation: Any) -> Reader:
        """The reader of one annotation; what it does not know passes as it is."""
        return within(self._of_kind(without_metadata(annotation)), bounds_of(annotation))

    def _of_kind(self, kind: Any) -> Reader:
        if is_pydantic(kind):
            return lambda value: read_pydantic(kind, value)
        if is_dataclass(kind):
            return self._of_dataclass(kind)
        if is_enum(kind):
            return lambda value: choose({member.value: member for member in kind}, value)
        if is_union(kind):
            return self._of_union(typing.get_args(kind))
        if typing.get_origin(kind) is typing.Literal:
            choices = {choice: choice for choice in typing.get_args(kind)}
            return lambda value: choose(choices, value)
        return reader_of_plain(kind) or self._of_container(kind) or _as_it_is

    def _of_container(self, kind: Any) -> Reader | None:
        origin, arguments = typing.get_origin(kind) or kind, typing.get_args(kind)
        if not isinstance(origin, type) or issubclass(origin, (str, bytes)):
            return None
        if issubclass(origin, Mapping):
            values = self.of(arguments[1]) if len(arguments) == 2 else _as_it_is
            return lambda value: _read_dict(values, value)
        if issubclass(origin, tuple) and arguments and Ellipsis not in arguments:
            readers = [self.of(argument) for argument in arguments]
            return lambda value: _read_tuple(readers, value)
        if issubclass(origin, (Sequence, AbstractSet)):
            items = self.of(arguments[0]) if arguments else _as_it_is
            make = next((made for made in (tuple, frozenset, set) if issubclass(origin, made)), list)
            return lambda value: _read_list(items, make, value)
        return None

    def _of_union(self, members: tuple[Any, ...]) -> Reader:
        readers = [self.of(member) for member in members if member is not type(None)]
        admits_none = len(readers) < len(members)

        def read(value: Any) -> Any:
            # A value of the exact type is not made another one: "5" stays a string in `int | str`.
            if (value is None and admits_none) or type(value) in members:
                return value
            problems = []
            for reader in readers:
                try:
                    return reader(value)
                except InvalidInputError as error:
                    problems.append(error)
            if len(problems) == 1:
                raise problems[0]
            raise InvalidInputError(" or ".join(dict.fromkeys(error.problems[0][1] for error in problems)))

        return read

    def _of_dataclass(self, kind: Any) -> Reader:
        if kind not in self._of_dataclasses:
            fields: dict[str, Reader] = {}
            # First the place, since a class may have fields of its own type.
            self._of_dataclasses[kind] = lambda value: _read_dataclass(kind, fields, value)
            hints = hints_of(kind)
            for field in kind.__dataclass_fields__.values():
                if field.init:
                    fields[field.name] = self.of(hints.get(field.name, Any))
        return self._of_dataclasses[kind]


def _as_it_is(value: Any) -> Any:
    return value


def _read_dataclass(kind: Any, fields: dict[str, Reader], value: Any) -> Any:
    if isinstance(value, kind):
        return value
    if not isinstance(value, dict):
        raise InvalidInputError(f"Input should be a valid dictionary or instance of {kind.__name__}")
    if isinstance(value, FormBody):
        fields = {name: _of_form(read) for name, read in fields.items()}
    if isinstance(value, RequestBody):
        value = value.named_for(fields)
    missing = sys.modules["dataclasses"].MISSING
    required = (
        name
        for name in fields
        if (field := kind.__dataclass_fields__[name]).default is missing and field.default_factory is missing
    )
    problems: list[Any] = [((name,), "Field required") for name in required if name not in value]
    problems += [((name,), "Unexpected keyword argument") for name in value if name not in fields]
    members = _collect([(name, fields[name], value[name]) for name in value if name in fields], problems)
    try:
        return kind(**dict(zip((name for name in value if name in fields), members)))
    except ValueError as error:
        raise InvalidInputError(f"Value error, {error}") from None


def _of_form(read: Reader) -> Reader:
    """The same reader for a field of a form, which does not say whether a name that came once is a list."""

    def read_field(value: Any) -> Any:
        try:
            return read(value)
        except InvalidInputError:
            with suppress(InvalidInputError):
                return read([value])
            raise

    return read_field


def _read_list(read: Reader, make: Callable[[list[Any]], Any], value: Any) -> Any:
    value = as_list(value)
    if not isinstance(value, (list, tuple)):
        raise InvalidInputError("Input should be a valid list")
    return make(_collect([(index, read, item) for index, item in enumerate(value)], []))


def _read_tuple(readers: list[Reader], value: Any) -> Any:
    value = as_list(value)
    if not isinstance(value, (list, tuple)) or len(value) != len(readers):
        raise InvalidInputError(f"Input should be a list of {len(readers)} values")
    return tuple(_collect(list(zip(range(len(readers)), readers, value)), []))


def _read_dict(read: Reader, value: Any) -> Any:
    if not isinstance(value, dict):
        raise InvalidInputError("Input should be a valid dictionary")
    return dict(zip(value, _collect([(key, read, item) for key, item in value.items()], [])))


def _collect(parts: list[tuple[Any, Reader, Any]], problems: list[Any]) -> list[Any]:
    """What the readers make of their values; raises all problems at once, each with its path."""
    made = []
    for key, read, value in parts:
        try:
            made.append(read(value))
        except InvalidInputError as error:
            problems.extend(((key, *path), message) for path, message in error.problems)
    if problems:
        raise InvalidInputError(problems=problems)
    return made
