"""What a pipeline was made with beside its model, such as `top_k=None`: no file tells of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from truss.errors import error_of


def settings_of(pipeline: Any) -> Mapping[str, Any]:
    """Gives the further arguments of `pipeline()` that make another one like this.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where they cannot be told from it.
    """
    held = _held(pipeline)
    usual = _sanitized(pipeline, {})
    # Since version 5 those of texts that are generated are kept apart.
    of_generation = dict(getattr(pipeline, "_generate_kwargs", None) or {})
    if held == usual and all(map(_is_plain, of_generation.values())):
        return of_generation
    differing = {
        name: value.value if isinstance(value, Enum) else value
        for own, other in zip(held, usual or [{}, {}, {}])
        for name, value in own.items()
        if not name.startswith("_") and (name not in other or other[name] != value) and _is_plain(value)
    }
    # What `return_full_text` says is kept under another name.
    shorter = {name: value for name, value in differing.items() if name != "return_type"}
    for settings in (differing, {**shorter, "return_full_text": False}, {**shorter, "return_full_text": True}):
        if _sanitized(pipeline, settings) == held and all(map(_is_plain, of_generation.values())):
            return {**of_generation, **settings}
    raise error_of(
        "MODEL_CANNOT_PREDICT",
        f"This {type(pipeline).__name__} was made with settings that cannot be written down: {held}",
        "Make it without them, and put them into predict of the truss's model/model.py",
    )


def _held(pipeline: Any) -> list[dict[str, Any]]:
    # There is no other place where they are.
    return [dict(getattr(pipeline, name)) for name in ("_preprocess_params", "_forward_params", "_postprocess_params")]


def _sanitized(pipeline: Any, settings: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    try:
        return [dict(each) for each in pipeline._sanitize_parameters(**settings)]  # noqa: SLF001 - see above
    except (TypeError, ValueError):
        return None


def _is_plain(value: Any) -> bool:
    plain = value.value if isinstance(value, Enum) else value
    try:
        return bool(json.loads(json.dumps(plain)) == plain)
    except (TypeError, ValueError):
        return False
