"""Bytes of any media type, such as an image: a body, or a file of a form."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_TYPE: Final = "application/octet-stream"


class UploadedFile(bytearray):
    """Bytes that can also be read as a file.

    Whatever takes a buffer (`numpy.frombuffer`, `hashlib`, `io.BytesIO`) and whatever takes a file (`PIL.Image.open`,
    `soundfile.read`, `pandas.read_csv`) is given this object itself.

    It is no `bytes`, which mean a path to many libraries: of a client that sends the text `/etc/passwd` for a picture,
    Pillow would open the server's own file. Nothing takes a `bytearray` for a path.
    """

    content_type: str = DEFAULT_TYPE
    """The media type; it leaves with the bytes if the model answers with them."""
    filename: str | None = None
    """The name of the file, as the client gave it: never to be used as a path."""
    mode: Final = "rb"
    """What a file says of itself: pandas asks whether it gives bytes or text."""
    _stream: BytesIO | None = None

    @property
    def file(self) -> BytesIO:
        """The bytes as a binary file, always the same one."""
        if self._stream is None:
            self._stream = BytesIO(self)
        return self._stream

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """`read`, `seek` and the other methods of a binary file that is open for reading, which `file` has."""
        if name not in _METHODS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        method: Callable[..., Any] = getattr(self.file, name)
        return method

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_METHODS})

    @property
    def closed(self) -> bool:
        """Whether `close` was called: the bytes are there all the same."""
        return self.file.closed

    def writable(self) -> bool:
        """False: what was sent is not written again."""
        return False

    def __reduce_ex__(self, _protocol: object) -> Any:
        # Without the open file, so that it can go to another process. (Of a bytearray, `__reduce__` is not asked.)
        state = {"content_type": self.content_type, "filename": self.filename}
        return UploadedFile, (bytes(self),), state


_METHODS: Final = frozenset(
    (
        *("close", "flush", "isatty", "seekable", "readable"),
        *("read", "read1", "readinto", "readinto1", "readline", "readlines", "seek", "tell"),
    )
)
