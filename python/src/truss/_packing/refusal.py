"""Refuses what cannot be written to a file, and names the part that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from truss._packing.recorder import Recording, record
from truss.errors import TrussError, error_of

_DEPTH_OF_SEARCH = 5


def record_or_refuse(model: object) -> Recording:
    """Records what an object is made of.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE`, naming the attribute that stands in the way.
    """
    try:
        return record(model)
    except Exception as error:
        raise _refusal(model, error) from error


@contextmanager
def writing(model: object) -> Iterator[None]:
    """Puts into words what goes wrong in the block, which writes the object.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE`, as of `record_or_refuse`.
        OSError: as it is: a full disk is no property of the model.
    """
    try:
        yield
    except (OSError, TrussError):
        raise
    except Exception as error:
        raise _refusal(model, error) from error


def _refusal(model: object, error: Exception) -> TrussError:
    culprit = _find_culprit(model, type(model).__name__, _DEPTH_OF_SEARCH)
    return error_of(
        "MODEL_NOT_SERIALISABLE",
        f"The object cannot be written to a file, because of {culprit}: {type(error).__name__}: {error}",
        "Remove it from the object before mk_truss, and make it anew in load() of the truss's model/model.py",
    )


def _find_culprit(holder: object, path: str, depth: int) -> str:
    """Follows the parts that cannot be pickled down to the innermost."""
    parts: list[tuple[str, object]] = []
    if isinstance(holder, dict):
        parts = [(f"{path}[{key!r}]", part) for key, part in holder.items()]
    elif isinstance(holder, (list, tuple)):
        parts = [(f"{path}[{index}]", part) for index, part in enumerate(holder)]
    elif not isinstance(holder, type):
        parts = [(f"{path}.{name}", part) for name, part in getattr(holder, "__dict__", {}).items()]
    for name, part in parts if depth > 0 else []:
        try:
            record(part)
        except Exception:  # noqa: BLE001 - what cannot be pickled can raise anything
            return _find_culprit(part, name, depth - 1)
    return f"{path} ({type(holder).__name__})"
