"""Lists that the user gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from truss.errors import error_of

_Item = TypeVar("_Item")


def as_list(what: str, items: Iterable[_Item]) -> list[_Item]:
    """Gives the items. A text is no list, and no mapping: Python takes the one apart into letters, the other into keys.

    Args:
        what: how the caller knows them, such as `data_files`.
        items: anything that can be gone through.

    Raises:
        ValidationError: `INPUT_INVALID` where it is none.
    """
    if isinstance(items, (str, bytes, Mapping)) or not isinstance(items, Iterable):
        raise error_of(
            "INPUT_INVALID", f"{what} must be a list, not {items!r:.100}", f"Put brackets around it: {what}=[…]"
        )
    return list(items)
