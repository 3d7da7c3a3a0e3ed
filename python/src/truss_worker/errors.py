"""Expected errors as data: a code of the catalogue, and what a client, a log and a person may read of it."""

from __future__ import annotations

from typing import Any


class WorkerError(Exception):
    """An expected error.

    Args:
        code: one of the catalogue (`src/core/errors/catalogue.ts`).
        message: what is wrong, with the values that matter; a client may see it.
        hint: what to do about it.
        exception: the user's exception as `values.exceptions.describe_exception` gives it; for logs only.
        details: further members of the header, such as `status` and `detail`.
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str | None = None,
        exception: dict[str, str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.exception = exception
        self.details = details

    def to_header(self) -> dict[str, Any]:
        """The error as the header of an ERROR or FAILED frame."""
        header: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.hint is not None:
            header["hint"] = self.hint
        if self.exception is not None:
            header["exception"] = self.exception
        header.update(self.details)
        return header
