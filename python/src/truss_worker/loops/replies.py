"""The answers to a request, as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from truss_worker.errors import WorkerError
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame, encode, encode_plain_chunk, encode_plain_result

if TYPE_CHECKING:
    from truss_worker.loops.stage_times import StageTimes
    from truss_worker.values.answer import Answer

_MAX_AUX: Final = 0xFFFFFFFF
_LENGTH_BYTES: Final = 4


class Replies:
    """Makes the bytes of what goes to the server, none of them more than it takes.

    Args:
        max_frame_bytes: the largest `length` of a frame.
    """

    def __init__(self, max_frame_bytes: int) -> None:
        self._max_bytes = max_frame_bytes + _LENGTH_BYTES

    def result(self, request_id: int, seconds: float, answer: Answer, times: StageTimes | None = None) -> bytes:
        """A RESULT. Raises WorkerError (RESULT_TOO_LARGE)."""
        form, payload, header = answer
        if times is not None:
            header = {**header, **times.to_header()}
        if header:
            aux = _microseconds(seconds)
            return self._checked(encode(Frame(protocol.RESULT, request_id, aux, header, payload, form)))
        return self._checked(encode_plain_result(request_id, _microseconds(seconds), form, payload))

    def aside(self, request_id: int, *, is_aside: bool) -> bytes:
        """An ASIDE."""
        return encode(Frame(protocol.ASIDE, request_id, int(is_aside)))

    def chunk(self, chunk: Frame) -> bytes:
        """A CHUNK. Raises WorkerError (RESULT_TOO_LARGE)."""
        return self._checked(encode(chunk))

    def plain_chunk(self, request_id: int, payload: bytes) -> bytes:
        """A CHUNK of bytes, without a header. Raises WorkerError (RESULT_TOO_LARGE)."""
        return self._checked(encode_plain_chunk(request_id, protocol.FORM_RAW, payload))

    def end(self, request_id: int, seconds: float, times: StageTimes | None = None) -> bytes:
        """An END."""
        header = {} if times is None else times.to_header()
        return encode(Frame(protocol.END, request_id, _microseconds(seconds), header))

    def error(self, request_id: int, seconds: float, error: WorkerError, times: StageTimes | None = None) -> bytes:
        """An ERROR; without what is for logs, where it is too large with it."""
        aux = _microseconds(seconds)
        header = error.to_header() if times is None else {**error.to_header(), **times.to_header()}
        encoded = encode(Frame(protocol.ERROR, request_id, aux, header))
        if len(encoded) <= self._max_bytes:
            return encoded
        return encode(Frame(protocol.ERROR, request_id, aux, {"code": error.code, "message": error.message[:1000]}))

    def _checked(self, encoded: bytes) -> bytes:
        if len(encoded) > self._max_bytes:
            raise WorkerError(
                "RESULT_TOO_LARGE",
                f"The answer has {len(encoded)} bytes, the limit is {self._max_bytes}",
                "Answer with less, or as a stream.",
            )
        return encoded


def cancelled() -> WorkerError:
    """What a request gets that was cancelled, and that nobody waits for."""
    return WorkerError("REQUEST_CANCELLED", "The request was cancelled")


def _microseconds(seconds: float) -> int:
    return min(int(seconds * 1e6), _MAX_AUX)
