"""Libraries of the system that packages of Python need and do not bring."""

from __future__ import annotations

import re

_MISSING = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")

_PACKAGES = {
    "libgomp.so.1": "libgomp1",  # LightGBM
    "libGL.so.1": "libgl1",  # OpenCV
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libSM.so.6": "libsm6",
    "libXext.so.6": "libxext6",
    "libsndfile.so.1": "libsndfile1",
    "libmagic.so.1": "libmagic1",
    "libpq.so.5": "libpq5",
    "libzbar.so.0": "libzbar0",
    "libcairo.so.2": "libcairo2",
}
"""Debian's package of each."""


def system_library_hint(error: BaseException) -> str | None:
    """Says what to install where an import has failed for want of a library of the system; None for other errors."""
    found = _MISSING.search(str(error)) if isinstance(error, (OSError, ImportError)) else None
    if found is None:
        return None
    library = found.group(1)
    package = _PACKAGES.get(library)
    if package is None:
        return f"The system library {library} is missing: install the package of your system that has it."
    return (
        f"The system library {library} is missing: on Debian and Ubuntu run `apt-get install {package}`, "
        f"and name {package} in `system_packages` of config.yaml for images."
    )
