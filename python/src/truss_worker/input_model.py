"""Bodies as the pydantic model that a method's argument is annotated with, and the schema of it.

Nothing of pydantic is imported: a class can only be a model of it if the user's code has done that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.arguments import resolve_annotation
from truss_worker.errors import WorkerError

if TYPE_CHECKING:
    from truss_worker.methods import Stage


def input_model_of(stages: tuple[Stage, ...]) -> Any:
    """The pydantic model that the body becomes before the first stage, or None.

    That of preprocess; or that of predict, if preprocess says nothing about what it takes.
    """
    for stage in stages:
        annotation = stage.arguments.body_annotation
        if annotation is not None:
            return annotation if _is_model(annotation) else None
    return None


def output_model_of(stages: tuple[Stage, ...]) -> Any:
    """The pydantic model that the last stage is annotated to give, or None."""
    function = stages[-1].function
    annotation = resolve_annotation(getattr(function, "__annotations__", {}).get("return"), function)
    return annotation if _is_model(annotation) else None


def to_model(model: Any, body: Any) -> Any:
    """The body as an instance of the model. Raises WorkerError (REQUEST_INPUT_INVALID), which names the fields."""
    try:
        return model.model_validate(body) if hasattr(model, "model_validate") else model.parse_obj(body)
    except ValueError as error:
        raise WorkerError("REQUEST_INPUT_INVALID", f"The input does not fit the model: {_explain(error)}") from None


def schema_of(model: Any) -> Any:
    """The JSON Schema of a model; None if there is no model, or if it has fields that JSON cannot describe."""
    if model is None:
        return None
    try:
        return model.model_json_schema() if hasattr(model, "model_json_schema") else model.schema()
    except Exception:  # noqa: BLE001 - pydantic raises many; predictions work without a schema
        return None


def _is_model(annotation: Any) -> bool:
    has_fields = hasattr(annotation, "model_fields") or hasattr(annotation, "__fields__")
    return isinstance(annotation, type) and has_fields and hasattr(annotation, "parse_obj")


def _explain(error: Any) -> str:
    if not hasattr(error, "errors"):
        return str(error)
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'the body'}: {problem['msg']}" for problem in error.errors()
    )
