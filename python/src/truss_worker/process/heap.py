"""The memory of this process, as the C library keeps it."""

from __future__ import annotations

import os
import sys


def forget_settings() -> None:
    """Takes variables that the C library read when this process began out of what programs of the model inherit.

    Their names are in the option `truss_unset` (src/server/backends/workers/allocator.ts).
    """
    told = sys._xoptions.get("truss_unset")  # noqa: SLF001 - there is no other way to what -X says
    for name in told.split(",") if isinstance(told, str) else ():
        os.environ.pop(name, None)


def give_back() -> None:
    """Gives the system what was needed while a model was loaded and is not any more: 90 MB of a ResNet-50's 995.

    Only where the model has imported ctypes, as all that compute with arrays do: the import would take as long as a
    small model does.
    """
    ctypes = sys.modules.get("ctypes")
    # Other C libraries than glibc have no such function, nor has Windows a library of this kind.
    if ctypes is not None and sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
