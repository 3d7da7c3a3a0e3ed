"""Answers in the form that a request of OpenAI's API asks for by a member of its body, whatever the model gives.

Embeddings as base64 of float32 (`encoding_format`, which OpenAI's clients send by themselves), transcripts as text or
as subtitles (`response_format`).
"""

from __future__ import annotations

from base64 import b64encode
from struct import pack
from typing import TYPE_CHECKING, Any, Final

from truss_worker.forms.text import TextBody
from truss_worker.values.json_encode import to_plain

if TYPE_CHECKING:
    from collections.abc import Callable

_TEXT: Final = "text/plain; charset=utf-8"
_SUBTITLES: Final = ("srt", "vtt")
_TRANSCRIPTS: Final = ("audio_transcriptions", "audio_translations")

RENDERED: Final = ("embeddings", *_TRANSCRIPTS)
"""The methods whose requests can ask for a form of their answer."""


def renderer_of(method: str, body: Any) -> Callable[[Any], Any] | None:
    """What makes the model's answer the one that the body asks for; None where it stays as it is.

    Args:
        method: the model's method.
        body: as the client sent it. It is read now, since a model may change it.
    """
    if not isinstance(body, dict):
        return None
    if method == "embeddings":
        return _with_base64 if body.get("encoding_format") == "base64" else None
    if method in _TRANSCRIPTS:
        wanted = body.get("response_format") or "json"
        return lambda answer: _transcript(answer, wanted)
    return None


def _with_base64(answer: Any) -> Any:
    plain = to_plain(answer)
    data = plain.get("data") if isinstance(plain, dict) else None
    if not isinstance(data, list):
        return answer
    return {**plain, "data": [_base64_item(item) for item in data]}


def _base64_item(item: Any) -> Any:
    vector = item.get("embedding") if isinstance(item, dict) else None
    if not isinstance(vector, list) or not all(isinstance(number, (int, float)) for number in vector):
        return item
    return {**item, "embedding": b64encode(pack(f"<{len(vector)}f", *vector)).decode()}


def _transcript(answer: Any, wanted: Any) -> Any:
    if isinstance(answer, str):
        return _text_body(answer) if wanted in ("text", *_SUBTITLES) else {"text": answer}
    if wanted not in ("text", *_SUBTITLES) or isinstance(answer, (bytes, bytearray, memoryview)):
        return answer
    if not isinstance(answer, dict) and not hasattr(type(answer), "model_dump"):
        return answer
    plain = to_plain(answer)
    if wanted == "text":
        return _text_body(plain["text"]) if isinstance(plain.get("text"), str) else answer
    segments = plain.get("segments")
    return _text_body(_subtitles(segments, wanted)) if _are_segments(segments) else answer


def _text_body(text: str) -> TextBody:
    body = TextBody(text)
    body.content_type = _TEXT
    return body


def _are_segments(segments: Any) -> bool:
    return isinstance(segments, list) and all(
        isinstance(segment, dict)
        and isinstance(segment.get("text"), str)
        and all(isinstance(segment.get(name), (int, float)) for name in ("start", "end"))
        for segment in segments
    )


def _subtitles(segments: list[dict[str, Any]], form: str) -> str:
    mark = "," if form == "srt" else "."
    lines = ["WEBVTT\n"] if form == "vtt" else []
    for number, segment in enumerate(segments, 1):
        span = f"{_clock(segment['start'], mark)} --> {_clock(segment['end'], mark)}"
        head = f"{number}\n{span}" if form == "srt" else span
        lines.append(f"{head}\n{segment['text'].strip()}\n")
    return "\n".join(lines)


def _clock(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{mark}{rest % 1000:03d}"
