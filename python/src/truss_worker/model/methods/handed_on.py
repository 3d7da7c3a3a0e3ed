"""What a stage of a prediction leaves on the model for a later one, as far as its code shows that."""

from __future__ import annotations

import dis
import inspect
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import CodeType

    from truss_worker.model.methods.stage import Stage

_LOADS: Final = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
# What lies above the array on the stack when a part of it is filled: begin and end, or a slice.
_ABOVE: Final = {"STORE_SLICE": 2, "STORE_SUBSCR": 1}

_SETS: Final = "sets"
_READS: Final = "reads"
_FILLS: Final = "fills"


class HandedOn(NamedTuple):
    """An attribute that belongs to one request while others are on their way."""

    attribute: str
    by: str
    to: str | None
    """The stage that reads it; None: it is memory that the stage itself fills for each request."""

    def __str__(self) -> str:
        if self.to is None:
            return f"{self.by} fills self.{self.attribute}, which is the same for all requests"
        return f"{self.by} sets self.{self.attribute}, which {self.to} reads"


def find_handed_on(stages: Sequence[Stage]) -> HandedOn | None:
    """The first attribute that a stage sets or fills for each request, where another one may be in between.

    Args:
        stages: of a prediction, in their order.
    """
    if len(stages) < 2:
        return None
    uses = {stage.name: _first_uses(stage.function) for stage in stages}
    for place, by in enumerate(uses):
        for name, use in uses[by].items():
            if use == _FILLS and not by.startswith("predict"):
                return HandedOn(name, by, None)
            if use == _SETS:
                readers = [to for to in [*uses][place + 1 :] if uses[to].get(name) == _READS]
                if readers:
                    return HandedOn(name, by, readers[0])
    return None


def _first_uses(function: Callable[..., Any]) -> dict[str, str]:
    """What a function, and the methods that it calls, do first with each attribute of the model.

    What is read first, and then set, is kept from call to call: a cache, or a count.
    """
    uses: dict[str, str] = {}
    bound = inspect.unwrap(function)
    model_class = type(getattr(function, "__self__", None))
    for name, use in _uses_of(getattr(bound, "__func__", bound), model_class, set()):
        if use == _FILLS or name not in uses:
            uses[name] = use
    return uses


def _uses_of(function: Any, model_class: type, walked: set[CodeType]) -> Iterator[tuple[str, str]]:
    code = getattr(function, "__code__", None)
    if code is not None and code.co_varnames:
        yield from _uses_in(code, code.co_varnames[0], model_class, walked)


def _uses_in(code: CodeType, itself: str, model_class: type, walked: set[CodeType]) -> Iterator[tuple[str, str]]:
    """Each use of an attribute of the variable `itself`, in the order of the code."""
    if code in walked:
        return
    walked.add(code)
    depth, on_top, was_slice = 0, None, False
    loaded: dict[int, str] = {}
    for instruction in dis.get_instructions(code):
        is_own, name = on_top == itself, instruction.opname
        on_top = _variable_on_top(instruction)
        if name in _ABOVE:
            filled = loaded.get(depth - _ABOVE[name])
            if filled is not None and (name == "STORE_SLICE" or was_slice):
                yield filled, _FILLS
        was_slice = name == "BUILD_SLICE"
        depth += dis.stack_effect(instruction.opcode, instruction.arg, jump=False)
        loaded = {place: attribute for place, attribute in loaded.items() if place <= depth}
        if is_own and name == "STORE_ATTR":
            yield instruction.argval, _SETS
        elif is_own and name in _LOADS:
            method = getattr(model_class, instruction.argval, None)
            if inspect.isfunction(method):
                yield from _uses_of(inspect.unwrap(method), model_class, walked)
            else:
                loaded[depth] = instruction.argval
                yield instruction.argval, _READS
    for inner in code.co_consts:
        if inspect.iscode(inner) and itself in inner.co_freevars:
            yield from _uses_in(inner, itself, model_class, walked)


def _variable_on_top(instruction: dis.Instruction) -> str | None:
    """The variable that an instruction leaves on top of the stack; None where it leaves something else."""
    if not instruction.opname.startswith(("LOAD_FAST", "LOAD_DEREF", "STORE_FAST_LOAD_FAST")):
        return None
    # Newer versions load two variables at once, or store one and load another.
    name = instruction.argval
    return str(name[-1] if isinstance(name, tuple) else name)
