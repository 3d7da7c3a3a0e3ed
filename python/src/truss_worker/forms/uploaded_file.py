"""Bytes of any media type, such as an image: a body, or a file of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from io import BytesIO

DEFAULT_TYPE = "application/octet-stream"


class UploadedFile(bytes):
    """Bytes that can also be read as a file.

    Code that wants a file to seek in, such as Pillow's `Image.open`, is given this object itself or
    `io.BytesIO(...)` of it.
    """

    content_type: str = DEFAULT_TYPE
    """The media type; it leaves with the bytes if the model answers with them."""
    filename: str | None = None
    """The name of the file, as the client gave it: never to be used as a path."""
    _stream: BytesIO | None = None

    @property
    def file(self) -> BytesIO:
        """The bytes as a binary file, always the same one."""
        if self._stream is None:
            from io import BytesIO

            self._stream = BytesIO(self)
        return self._stream

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that are left."""
        return self.file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves to a position, and gives it."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """The position that `read` goes on from."""
        return self.file.tell()

    def __reduce__(self) -> Any:
        # Without the open file, so that it can go to another process.
        state = {"content_type": self.content_type, "filename": self.filename}
        return UploadedFile, (bytes(self),), state
