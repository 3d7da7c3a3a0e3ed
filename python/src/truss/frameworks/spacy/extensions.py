"""Custom attributes of documents, tokens and spans (`Doc.set_extension`), which spaCy keeps in the process alone."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truss.errors import error_of

_KINDS = ("Doc", "Token", "Span")
_LIBRARIES = ("spacy", "spacy_transformers", "spacy_curated_transformers", "curated_transformers", "thinc")
"""Packages that hand on objects of their own from component to component in such attributes: they are no answers."""


@dataclass(frozen=True)
class Extensions:
    """The custom attributes that answers tell.

    Attributes:
        document: names of those of documents.
        token_getters: names of those that are computed for each token.
        set: names of those that are set of tokens and of spans.
        lines: code that makes those that the import of no module does.
        modules: where their functions stand.
    """

    document: tuple[str, ...] = ()
    token_getters: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any that answers tell."""
        return bool(self.document or self.token_getters or self.set)


def extensions_of(model: Any, texts: Sequence[str]) -> Extensions:
    """Finds the custom attributes that are there, and which of them can be told as JSON.

    Args:
        model: a pipeline.
        texts: what it is asked to see their values.
    """
    there = [(kind, name, made) for kind in _KINDS for name, made in _made(kind)]
    if not there:
        return Extensions()
    hidden = _hidden(model, texts)
    told = [each for each in there if each[2][1] is None and (each[0], each[1]) not in hidden]
    return Extensions(
        document=tuple(name for kind, name, _ in told if kind == "Doc"),
        token_getters=tuple(name for kind, name, made in told if kind == "Token" and made[2] is not None),
        set=tuple(dict.fromkeys(name for kind, name, made in told if kind != "Doc" and made[2] is None)),
        lines=tuple(line for kind, name, made in there for line in _lines(kind, name, made)),
        modules=tuple(
            sorted({part.__module__ for *_, made in there for part in _functions(made) if _is_of_a_file(part)})
        ),
    )


def check_extensions() -> None:
    """Refuses attributes that are computed by code which no other process could import.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE`.
    """
    for kind in _KINDS:
        for name, (_, _, getter, setter) in _made(kind):
            if any(part is not None and not _is_of_a_file(part) for part in (getter, setter)):
                raise error_of(
                    "MODEL_NOT_SERIALISABLE",
                    f"The custom attribute {kind}._.{name} is computed by code that stands in a notebook or script",
                    "Move that into a file of its own, and import it from there; or, if nothing needs it, run "
                    f"{kind}.remove_extension({name!r})",
                )


def told_with(document: Any, extensions: Extensions) -> dict[str, Any]:
    """Gives the fields that tell the custom attributes of a document, in spaCy's own form."""
    tokens: dict[str, list[Any]] = {
        name: [{"start": token.idx, "value": as_plain(token._.get(name))} for token in document]
        for name in extensions.token_getters
    }
    spans: dict[str, list[Any]] = {}
    own = {name: as_plain(document._.get(name)) for name in extensions.document}
    found = [key for key in document.user_data if isinstance(key, tuple) and key[0] == "._." and key[2] is not None]
    for key in sorted((key for key in found if key[1] in extensions.set), key=_place):
        _, name, start, end = key[:4]
        value = as_plain(document.user_data[key])
        if end is None:
            tokens.setdefault(name, []).append({"start": start, "value": value})
        else:
            spans.setdefault(name, []).append({"start": start, "end": end, "value": value})
    return {"_": own, "underscore_token": tokens, "underscore_span": spans}


def as_plain(value: Any) -> Any:
    """Gives texts in the place of parts of a document, which are no JSON."""
    if type(value).__module__.startswith("spacy.tokens"):
        return value.text
    if isinstance(value, Mapping):
        return {key: as_plain(part) for key, part in value.items()}
    return [as_plain(part) for part in value] if isinstance(value, (list, tuple, set, frozenset)) else value


def _place(key: tuple[Any, ...]) -> tuple[str, int, int]:
    """A token has no end."""
    return key[1], key[2], key[3] or 0


def _made(kind: str) -> list[tuple[str, Any]]:
    """The extensions that there are: name to default, method, getter, setter."""
    registered = sys.modules["spacy.tokens.underscore"].Underscore
    return sorted(getattr(registered, f"{kind.lower()}_extensions").items())


def _modules(there: Iterable[tuple[str, str, Any]]) -> set[str]:
    parts = (part for *_, made in there for part in _functions(made))
    return {part.__module__ for part in parts if _is_of_a_file(part) and not _is_of_a_library(part)}


def _functions(made: Any) -> Iterator[Any]:
    return (part for part in made[1:] if part is not None)


def _is_of_a_file(part: Any) -> bool:
    module = getattr(part, "__module__", None)
    return isinstance(module, str) and module != "__main__" and module in sys.modules


def _lines(kind: str, name: str, made: Any) -> Iterator[str]:
    """The code that makes one; none where only the module that has made it knows how."""
    default, method, getter, setter = made
    if method is None and getter is None:
        if _is_literal(default):
            yield f"spacy.tokens.{kind}.set_extension({name!r}, default={default!r}, force=True)"
        return
    options = {"method": method, "getter": getter, "setter": setter}
    named = {option: _expression(part) for option, part in options.items() if part is not None}
    if all(named.values()) and not any(_is_of_a_library(part) for part in _functions(made)):
        arguments = ", ".join(f"{option}={expression}" for option, expression in named.items())
        yield f"spacy.tokens.{kind}.set_extension({name!r}, {arguments}, force=True)"


def _is_literal(value: Any) -> bool:
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, TypeError):
        return False


def _expression(part: Any) -> str | None:
    """How a function is called in a file that has imported its module."""
    module, name = getattr(part, "__module__", ""), getattr(part, "__qualname__", "")
    found: Any = sys.modules.get(module) if _is_of_a_file(part) else None
    for each in name.split("."):
        found = getattr(found, each, None)
    return f"{module}.{name}" if found is part else None


def _is_of_a_library(part: Any) -> bool:
    return str(getattr(part, "__module__", "")).partition(".")[0] in _LIBRARIES


def _hidden(model: Any, texts: Sequence[str]) -> set[tuple[str, str]]:
    """Those whose values are no JSON, as the ones in which libraries hand on tensors from component to component."""
    hidden: set[tuple[str, str]] = set()
    try:
        documents = [model(text) for text in texts]
    except Exception:  # noqa: BLE001 - whatever it is, the trial of the whole truss tells it
        return hidden
    for document in documents:
        for kind, parts in (("Doc", [document]), ("Token", document)):
            for name, (_, method, _, _) in _made(kind):
                if method is None and not all(_is_told(part, name) for part in parts):
                    hidden.add((kind, name))
    return hidden


def _is_told(part: Any, name: str) -> bool:
    from truss_worker.errors import WorkerError
    from truss_worker.values.json_encode import to_plain

    try:
        value = as_plain(part._.get(name))
        to_plain(value)
    except (WorkerError, AttributeError):
        return False
    return not _is_of_a_library(type(value))
