"""The address of a server, and of one of its models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from truss.errors import error_of

_PATH = re.compile(r"(.*?)(?:/v1/models(?:/([^/:]+)(?::predict)?)?)?/*")


@dataclass(frozen=True)
class Address:
    """Where a server is, and which of its models is meant.

    Attributes:
        is_encrypted: whether it is an address of HTTPS.
        host: name or number of the machine.
        port: its port.
        path: what stands before `/v1/models`, without a slash at its end: a proxy may put something there.
        model: the model that the address names, or None.
    """

    is_encrypted: bool
    host: str
    port: int
    path: str
    model: str | None

    @property
    def root(self) -> str:
        """The address of the server, as a person reads it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme, usual = ("https", 443) if self.is_encrypted else ("http", 80)
        port = "" if self.port == usual else f":{self.port}"
        return f"{scheme}://{host}{port}{self.path}"


def read_address(url: str) -> Address:
    """Reads the address of a server, of one of its models, or of a model's predict route.

    Args:
        url: such as `http://127.0.0.1:8080` or `https://example.com/v1/models/iris`.

    Raises:
        ValidationError: `INPUT_INVALID` where it is no address, or has a password or a query, of which nothing is
            shown: tokens are put there.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except (AttributeError, ValueError):
        raise _invalid(url) from None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"\s", url.strip()):
        raise _invalid(url)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise error_of(
            "INPUT_INVALID",
            f"The address of {host} has a user, a query or a fragment in it",
            "Give the address alone, and the token as token=…",
        )
    is_encrypted = parts.scheme.lower() == "https"
    match = _PATH.fullmatch(parts.path)
    path, model = match.groups() if match else (parts.path, None)
    usual = 443 if is_encrypted else 80
    return Address(is_encrypted, host, port or usual, path, None if model is None else unquote(model))


def _invalid(url: object) -> Exception:
    shown = repr(re.sub(r"(?<=//)[^/]*@|[?#].*", "…", url)) if isinstance(url, str) else f"A {type(url).__name__}"
    return error_of(
        "INPUT_INVALID",
        f"{shown} is not the address of a server",
        "Give it as `truss serve` prints it: http://127.0.0.1:8080",
    )
