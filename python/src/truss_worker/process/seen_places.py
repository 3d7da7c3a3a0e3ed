"""The places of a container that this process sees: what container_view has made, before it became this program."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRETS: Final = "/secrets"


def seen_places() -> list[str]:
    """The places; none where nothing asked for them, or the system does not allow it."""
    told = sys._xoptions.get("truss_places")  # noqa: SLF001 - there is no other way to what -X says
    return told.split(",") if isinstance(told, str) else []


def write_secrets(secrets: Mapping[str, str]) -> None:
    """Writes a file for each secret where that place is: in memory, for this process and its children alone."""
    if _SECRETS not in seen_places():
        return
    for name, value in secrets.items():
        if value:
            descriptor = os.open(os.path.join(_SECRETS, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
            with open(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(value)
