"""The names of what a model's class may have, and what stands under them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from truss_worker.model.load_error import load_error

if TYPE_CHECKING:
    from collections.abc import Callable

WEBSOCKET: Final = "websocket"

OPENAI_STYLE: Final = (
    "chat_completions",
    "completions",
    "embeddings",
    "messages",
    "messages_count_tokens",
    "responses",
    "rerank",
    "moderations",
    "images_generations",
    "audio_transcriptions",
    "audio_translations",
    "audio_speech",
)
"""The methods behind the routes of OpenAI's API and of its copies; READY tells which of them there are."""

SERVED: Final = ("predict", "predict_batch", *OPENAI_STYLE, WEBSOCKET)
"""What a class must have at least one of, and what the server may call."""

AROUND: Final = ("preprocess", "postprocess")
LIFE: Final = ("load", "is_healthy", "setup_environment")


def find_function(model: Any, name: str) -> Callable[..., Any] | None:
    """The model's method of that name, or None. Raises LoadError (MODEL_CLASS_INVALID) if it cannot be called."""
    function = getattr(model, name, None)
    if function is None or (name in OPENAI_STYLE and not _is_method(model, name, function)):
        return None
    if not callable(function):
        message = f"The model's {name} is of type {type(function).__name__}, not a method"
        raise load_error("init", "MODEL_CLASS_INVALID", message)
    found: Callable[..., Any] = function
    return found


def _is_method(model: Any, name: str, found: Any) -> bool:
    """Whether it is a function, or anything callable that the class has.

    Many models keep data under these names: a list in `self.messages`, a network, which can be called, in
    `self.embeddings`.
    """
    return inspect.isroutine(found) or callable(getattr(type(model), name, None))
