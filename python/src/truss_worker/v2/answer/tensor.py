"""An output on its way to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.errors import WorkerError

if TYPE_CHECKING:
    from typing import Union

    from truss_worker.v2.tensors.datatypes import Datatype


class Tensor(NamedTuple):
    """An output: its elements are packed bytes, or a list of byte strings where it is BYTES."""

    name: str
    datatype: Datatype
    shape: tuple[int, ...]
    elements: Union[bytes, list[bytes]]  # noqa: UP007 - Python 3.9 reads no other way of writing it
    content_type: str | None = None


def not_a_tensor(path: str, why: str, exception: dict[str, Any] | None = None) -> WorkerError:
    """RESULT_NOT_ENCODABLE, to be raised; the path is that inside the model's answer."""
    return WorkerError(
        "RESULT_NOT_ENCODABLE",
        f"The answer cannot be encoded as tensors at {path}: {why}",
        "Return a dict of names to arrays, to lists of one shape, or to single numbers and strings.",
        exception,
    )
