"""Answers that come item by item: what the items are sent as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.errors import WorkerError
from truss_worker.forms.response import header_of, is_streaming_response
from truss_worker.forms.table import encode_answer
from truss_worker.loops.framing import Framing, join
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

if TYPE_CHECKING:
    from truss_worker.forms.context import Context
    from truss_worker.loops.call import Call
    from truss_worker.values.answer import Answer


class Stream:
    """One streamed answer: its items, and the frames that they become.

    Args:
        call: whose value, which the model gave, `is_stream` holds for.
        context: what the forms need to know.
    """

    def __init__(self, call: Call, context: Context) -> None:
        mode = call.frame.header.get("stream", "raw")
        value = call.value
        self._id = call.frame.id
        self._asked = call.asked
        self._context = context
        self._is_v2 = mode == "v2"
        self._header: dict[str, Any] = {}
        self._begun = False
        self.is_joined = mode == "join"
        """Whether the items are collected and answered as one RESULT."""
        self.items = value
        """An iterator or an async iterator."""
        if is_streaming_response(value):
            self._header = header_of(value)
            self.items = value.body_iterator
            mode = "raw"
            self._is_v2 = False
            self.is_joined = False
        self._framing = Framing(mode, call.method.name)

    @property
    def is_async(self) -> bool:
        """Whether the items come from an async iterator."""
        return hasattr(self.items, "__anext__") or not hasattr(self.items, "__next__")

    def plain(self, item: Any) -> bytes | None:
        """The payload of an item whose CHUNK has no header, as nearly all; None: `chunk` has to say what it is."""
        return self._framing.payload(item) if self._begun and not self._is_v2 else None

    def chunk(self, item: Any) -> Frame:
        """The CHUNK of an item; the first one says what the stream is. Raises WorkerError (RESULT_NOT_ENCODABLE)."""
        if self._is_v2:
            form, payload, header = encode_answer(item, self._asked, self._context)
            return Frame(protocol.CHUNK, self._id, 0, header, payload, form)
        return self._chunk(self._framing.payload(item), item)

    def join(self, items: list[Any]) -> Answer:
        """All items as one answer, in the form that the REQUEST wants.

        Raises:
            WorkerError: RESULT_NOT_ENCODABLE; REQUEST_NEEDS_STREAM, where several items have outputs of their own,
                which an answer of V2 can have only once.
        """
        is_v2 = self._asked.form in protocol.V2_FORMS
        if is_v2 and len(items) > 1 and any(isinstance(item, dict) for item in items):
            message = f"The model streams {len(items)} answers with outputs of their own, where one was asked for"
            raise WorkerError("REQUEST_NEEDS_STREAM", message, hint="Call ModelStreamInfer, over gRPC.")
        return encode_answer(join(items), self._asked, self._context)

    def ending(self) -> Frame | None:
        """The CHUNK that follows the last item, if there is one."""
        payload = self._framing.ending()
        # A response without items has a status and headers all the same.
        return self._chunk(payload, payload) if payload or (self._header and not self._begun) else None

    def _chunk(self, payload: bytes, item: Any) -> Frame:
        header = {}
        if not self._begun:
            self._begun = True
            header = self._header or {"contentType": self._framing.content_type(item)}
        return Frame(protocol.CHUNK, self._id, 0, header, payload, protocol.FORM_RAW)
