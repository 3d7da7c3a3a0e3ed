"""What the server told this worker about sizes and numbers (specs/wire-protocol.md, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.wire import protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Limits(NamedTuple):
    """Bounds of one worker."""

    max_frame_bytes: int
    stream_window_bytes: int
    predict_concurrency: int
    """How many calls of predict may run at once."""
    max_json_depth: int
    poll_seconds: float
    """How long to poll for a request that is due before sleeping until it comes."""


def read_limits(told: Mapping[str, Any]) -> Limits:
    """The limits in a HELLO header; what is not there has its default."""
    limits = told.get("limits", {})
    return Limits(
        max_frame_bytes=limits.get("maxFrameBytes", protocol.DEFAULT_MAX_FRAME_BYTES),
        stream_window_bytes=limits.get("streamWindowBytes", protocol.DEFAULT_STREAM_WINDOW_BYTES),
        predict_concurrency=limits.get("predictConcurrency", 1),
        max_json_depth=limits.get("maxJsonDepth", protocol.DEFAULT_MAX_JSON_DEPTH),
        poll_seconds=limits.get("pollMicroseconds", 0) / 1e6,
    )
