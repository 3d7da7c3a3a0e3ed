"""Inputs as models of pydantic 1 or 2.

What a tensor or a form stands for is tried where the value itself does not fit: only pydantic knows what a field takes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from truss_worker.annotations.plain_values import InvalidInputError
from truss_worker.annotations.tensors import as_list, as_single, is_array
from truss_worker.values.request_body import FormBody, RequestBody


def read_pydantic(kind: Any, value: Any) -> Any:
    """The value as an object of the model class. Raises InvalidInputError, with all that does not fit."""
    if not isinstance(value, dict):
        return _validate(kind, value)
    fields = value.named_for(_pydantic_names(kind)) if isinstance(value, RequestBody) else value
    if isinstance(value, FormBody):
        return _validate_form(kind, fields)
    tried = dict(fields)
    # A field may ask for an array: lists and single values are for those alone that do not take one.
    for plainer in (as_list, as_single):
        try:
            return _validate(kind, tried)
        except InvalidInputError as error:
            refused = {path[0] for path, _ in error.problems if path and is_array(fields.get(path[0]))}
            if not refused:
                raise
            tried.update((name, plainer(fields[name])) for name in refused)
    return _validate(kind, tried)


def _validate_form(kind: Any, fields: dict[str, Any]) -> Any:
    try:
        return _validate(kind, fields)
    except InvalidInputError as error:
        refused = {path[0] for path, _ in error.problems if path}
        lists = {name: [item] if name in refused else item for name, item in fields.items()}
        # Whether a name that came once is a list, the form does not say.
        with suppress(InvalidInputError):
            return _validate(kind, lists)
        raise


def _validate(kind: Any, value: Any) -> Any:
    try:
        return kind.model_validate(value) if hasattr(kind, "model_validate") else kind.parse_obj(value)
    except ValueError as error:
        if not hasattr(error, "errors"):
            raise InvalidInputError(str(error)) from None
        problems = [(tuple(problem["loc"]), problem["msg"]) for problem in error.errors()]
        raise InvalidInputError(problems=problems) from None


def _pydantic_names(kind: Any) -> set[str]:
    """The names that a field may be sent under."""
    fields = kind.model_fields if hasattr(kind, "model_fields") else kind.__fields__
    names = set(fields)
    for field in fields.values():
        aliases = (field.alias, getattr(field, "validation_alias", None))
        names.update(alias for alias in aliases if isinstance(alias, str))
    return names
