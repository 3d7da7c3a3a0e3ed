"""Tells where an installed distribution came from: an index, an address, or a directory of this machine."""

from __future__ import annotations

import json
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

_PLACES_OF_INSTALLED = ("site-packages", "dist-packages")


class Origin(NamedTuple):
    """Where a distribution came from."""

    kind: Literal["index", "address", "here"]
    """`here`: no other machine gets it from where it came from, so that its code has to be taken along."""
    address: str | None = None
    """Of an `address`: as a requirement has it after the `@`."""
    folder: Path | None = None
    """Of what is installed from `here`: where it was installed from, if that is known."""


def origin_of(distribution: Distribution) -> Origin:
    """Tells where a distribution came from, by what its installer has written down (PEP 610).

    Args:
        distribution: one that is installed.
    """
    source = json.loads(distribution.read_text("direct_url.json") or "{}")
    url = str(source.get("url", ""))
    if not url or _is_of_conda(distribution):
        return Origin("index") if _is_among_installed(distribution) else Origin("here", folder=_root(distribution))
    if not url.startswith("file:"):
        return Origin("address", _address(source, url))
    path = Path(unquote(urlsplit(url).path))
    if "archive_info" in source and path.is_file() and not _is_pure(distribution):
        return Origin("address", url)  # compiled code fits this machine alone, its file perhaps others
    return Origin("here", folder=path)


def _address(source: dict[str, Any], url: str) -> str:
    plain = _without_credentials(url)
    folder = f"#subdirectory={source['subdirectory']}" if source.get("subdirectory") else ""
    control = source.get("vcs_info")
    if control is None:
        return plain + folder
    commit = control.get("commit_id") or control.get("requested_revision")
    return f"{control['vcs']}+{plain}{'@' + commit if commit else ''}{folder}"


def _without_credentials(url: str) -> str:
    """`${NAME}` is the name of a credential, and `git@` of ssh is none."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    is_kept = not at or "${" in user or (parts.scheme == "ssh" and ":" not in user)
    return url if is_kept else urlunsplit(parts._replace(netloc=host))


def _is_of_conda(distribution: Distribution) -> bool:
    """Whose packages name the directory in which they were once built."""
    return (distribution.read_text("INSTALLER") or "").strip() == "conda"


def _is_pure(distribution: Distribution) -> bool:
    return "root-is-purelib: true" in (distribution.read_text("WHEEL") or "").lower()


def _is_among_installed(distribution: Distribution) -> bool:
    """An `.egg-info` can also lie beside the sources that it was made of."""
    is_egg = distribution.read_text("METADATA") is None and distribution.read_text("RECORD") is None
    return not is_egg or any(place in _root(distribution).parts for place in _PLACES_OF_INSTALLED)


def _root(distribution: Distribution) -> Path:
    return Path(str(distribution.locate_file("")))
