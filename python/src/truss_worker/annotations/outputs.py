"""What a method's annotation says of its answer: the value inside a coroutine, the items of a stream."""

from __future__ import annotations

import typing
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Iterable, Iterator
from typing import Any, NamedTuple, Union

from truss_worker.annotations.kinds import is_union, without_metadata


class Output(NamedTuple):
    """What a method gives."""

    annotation: Any
    """Of the answer; of a stream that of its items."""
    streams: bool
    """Whether the answer is, or can be, a stream."""


def read_items(annotation: Any) -> Output:
    """The same of a generator, whose items `Iterable[…]` may stand for too."""
    kind = without_metadata(annotation)
    if typing.get_origin(kind) in (Iterable, AsyncIterable):
        return Output(typing.get_args(kind)[0], streams=True)
    return read_output(annotation)


def read_output(annotation: Any) -> Output:
    """What is inside `Generator[…]`, `AsyncIterator[…]`, `Awaitable[…]` and their like, also in a Union of several."""
    kind = without_metadata(annotation)
    if is_union(kind):
        members = [read_output(member) for member in typing.get_args(kind)]
        streams = any(member.streams for member in members)
        # As it stands where nothing was unwrapped: it may have a description.
        unwrapped = Union[tuple(member.annotation for member in members)]  # type: ignore[valid-type]  # made at run time
        return Output(unwrapped if unwrapped != kind else annotation, streams)
    origin, arguments = typing.get_origin(kind) or kind, typing.get_args(kind)
    if not isinstance(origin, type):
        return Output(annotation, streams=False)
    if issubclass(origin, Awaitable):
        return read_output(arguments[-1] if arguments else Any)
    if issubclass(origin, (Iterator, AsyncIterator)):
        return Output(arguments[0] if arguments else Any, streams=True)
    return Output(annotation, streams=False)
