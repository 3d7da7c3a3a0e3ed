"""Refuses what cannot be written to a file, and names the part that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from truss._packing.parts import Part, parts_of
from truss._packing.recorder import Recording, record
from truss.errors import TrussError, error_of

_DEPTH_OF_SEARCH = 12


def record_or_refuse(model: object) -> Recording:
    """Records what an object is made of.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE`, naming the attribute or the global that stands in the way.
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
    culprit = _find_culprit(Part(type(model).__name__, model), _DEPTH_OF_SEARCH)
    if culprit.user is None:
        hint = "Remove it from the object before mk_truss, and make it anew in load() of the truss's model/model.py"
    else:
        hint = (
            f"Make it inside of {culprit.user}, or move the code to a file of its own and import it from there: "
            "then the code is copied as it is"
        )
    message = f"The object cannot be written to a file, because of {culprit}: {type(error).__name__}: {error}"
    return error_of("MODEL_NOT_SERIALISABLE", message, hint)


def _find_culprit(whole: Part, depth: int) -> Part:
    """Follows the parts that cannot be pickled down to the innermost."""
    for part in parts_of(whole) if depth > 0 else ():
        try:
            record(part.value)
        except Exception:  # noqa: BLE001 - what cannot be pickled can raise anything
            return _find_culprit(part, depth - 1)
    return whole
