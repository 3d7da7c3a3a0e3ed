"""Which sort of type an annotation is."""

from __future__ import annotations

import typing
from typing import Any, Final

_UNION_TYPE: Final = getattr(__import__("types"), "UnionType", None)
"""The type of `A | B`, which Python has since 3.10."""


def is_pydantic(annotation: Any) -> bool:
    """Whether it is a model class of pydantic 1 or 2."""
    has_fields = hasattr(annotation, "model_fields") or hasattr(annotation, "__fields__")
    return isinstance(annotation, type) and has_fields and hasattr(annotation, "parse_obj")


def is_dataclass(annotation: Any) -> bool:
    """Whether it is a dataclass."""
    return isinstance(annotation, type) and hasattr(annotation, "__dataclass_fields__")


def is_typed_dict(annotation: Any) -> bool:
    """Whether it is a TypedDict, of `typing` or of `typing_extensions`."""
    return isinstance(annotation, type) and issubclass(annotation, dict) and hasattr(annotation, "__required_keys__")


def is_enum(annotation: Any) -> bool:
    """Whether it is an Enum."""
    return isinstance(annotation, type) and hasattr(annotation, "__members__")


def is_union(annotation: Any) -> bool:
    """Whether it is Union[…], Optional[…] or A | B."""
    origin = typing.get_origin(annotation)
    return origin is typing.Union or (_UNION_TYPE is not None and origin is _UNION_TYPE)


def without_metadata(annotation: Any) -> Any:
    """The type inside `Annotated[…]`, `Required[…]` and `NotRequired[…]`; any other as it is."""
    while hasattr(annotation, "__metadata__") or str(typing.get_origin(annotation)).endswith("Required"):
        annotation = typing.get_args(annotation)[0]
    return annotation


def without_alias(annotation: Any) -> Any:
    """What a `NewType`, a `type X = …` or the bound of a type variable stands for; any other as it is."""
    for attribute in ("__supertype__", "__value__", "__bound__"):
        inner = getattr(annotation, attribute, None)
        if inner is not None and not isinstance(annotation, type):
            return without_alias(without_metadata(inner))
    return annotation


def description_of(annotation: Any) -> str | None:
    """The text of `Annotated[…, "text"]`, of a pydantic `Field(description=…)` or of a `Doc("text")` in it."""
    for note in getattr(annotation, "__metadata__", ()):
        text = (
            note
            if isinstance(note, str)
            else getattr(note, "description", None) or getattr(note, "documentation", None)
        )
        if isinstance(text, str):
            return text
    return None


def hints_of(kind: type) -> dict[str, Any]:
    """The annotations of a class's fields as values; of one that cannot be understood, Any for it alone."""
    try:
        return typing.get_type_hints(kind, include_extras=True)
    except Exception:  # noqa: BLE001 - evaluating the user's annotations can raise anything
        names = [name for base in reversed(kind.__mro__) for name in getattr(base, "__annotations__", {})]
        return dict.fromkeys(names, Any)
