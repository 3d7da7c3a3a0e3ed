"""The Python that pickled code demands."""

from __future__ import annotations

import sys

from truss_worker.model.load_error import load_error


def check_python(minor: str | None) -> None:
    """Raises LoadError (MODEL_PYTHON_MISMATCH) if another minor version is needed; null means any.

    Code that was pickled by value is bytecode: under another minor version it does not fail, it crashes.
    """
    running = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if minor is not None and minor != running:
        raise load_error(
            "hello",
            "MODEL_PYTHON_MISMATCH",
            f"The model holds code that was pickled by Python {minor}; this is Python {running}",
            f"Run it with Python {minor}, or make the truss again with Python {running}.",
        )
