"""JSON Schema (2020-12) of an annotation, with the descriptions that stand in the code."""

from __future__ import annotations

import inspect
import json
import sys
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final, cast

from truss_worker.annotations.bounds import bounded, bounds_of, notes_of_values
from truss_worker.annotations.kinds import (
    description_of,
    hints_of,
    is_dataclass,
    is_enum,
    is_pydantic,
    is_typed_dict,
    is_union,
    without_alias,
    without_metadata,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_SCALARS: Final = (
    ("bool_", {"type": "boolean"}),
    ("integer", {"type": "integer"}),
    ("floating", {"type": "number"}),
    ("str_", {"type": "string"}),
)
"""Of numpy's scalars, by the class that they derive from."""

_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bytes: {"type": "string", "format": "binary"},
    type(None): {"type": "null"},
}
# Of modules that are known only where somebody has imported them.
_OF_MODULES: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("datetime", "datetime"): {"type": "string", "format": "date-time"},
    ("datetime", "date"): {"type": "string", "format": "date"},
    ("datetime", "time"): {"type": "string", "format": "time"},
    ("datetime", "timedelta"): {"type": "number"},
    ("decimal", "Decimal"): {"anyOf": [{"type": "number"}, {"type": "string"}]},
    ("uuid", "UUID"): {"type": "string", "format": "uuid"},
    ("numpy", "ndarray"): {"type": "array"},
    ("torch", "Tensor"): {"type": "array"},
    ("pandas", "Series"): {"type": "array"},
    ("PIL.Image", "Image"): {"type": "string", "format": "binary", "contentMediaType": "image/*"},
    ("pandas", "DataFrame"): {"type": "array", "items": {"type": "object", "additionalProperties": True}},
}


def schema_of(annotation: Any) -> dict[str, Any] | None:
    """The schema of what an annotation admits; None if it says nothing, or nothing that JSON Schema can say."""
    try:
        builder = _Builder()
        return builder.with_definitions(builder.of(annotation)) or None
    except Exception:  # noqa: BLE001 - pydantic and the user's classes raise many; predictions work without a schema
        return None


class _Builder:
    def __init__(self) -> None:
        self._definitions: dict[str, Any] = {}
        self._of_others: dict[str, Any] = {}
        """Those of `_definitions` that pydantic has made within others, as it made them."""
        self._names: dict[type, str] = {}

    def with_definitions(self, root: dict[str, Any]) -> dict[str, Any]:
        """The root with the definitions that it refers to; a root that is only a reference is put in its place."""
        name = root.get("$ref", "").rpartition("/")[2]
        if set(root) == {"$ref"} and json.dumps(self._definitions).count(f'"{root["$ref"]}"') == 0:
            root = self._definitions.pop(name)
        return {**root, "$defs": self._definitions} if self._definitions else root

    def of(self, annotation: Any) -> dict[str, Any]:
        """The schema of one annotation; empty for one that admits anything."""
        kind = without_alias(without_metadata(annotation))
        schema = self._of_class(kind) if isinstance(kind, type) else {}
        if not schema:
            schema = self._of_generic(kind)
        text = description_of(annotation)
        schema = bounded({**schema, **notes_of_values(annotation)}, bounds_of(annotation))
        return {**schema, "description": text} if text else schema

    def _of_class(self, kind: Any) -> dict[str, Any]:
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        for (module, name), schema in _OF_MODULES.items():
            if kind is getattr(sys.modules.get(module), name, self):
                return dict(schema)
        if is_pydantic(kind):
            return self._define(kind, self._of_pydantic)
        if is_dataclass(kind):
            return self._define(kind, self._of_dataclass)
        if is_typed_dict(kind):
            return self._define(kind, self._of_typed_dict)
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            hints = hints_of(kind)
            return _tuple_of([self.of(hints.get(name, Any)) for name in kind._fields])
        numpy = sys.modules.get("numpy")
        for name, schema in _OF_SCALARS if numpy is not None else ():
            if issubclass(kind, getattr(numpy, name)):
                return dict(schema)
        return _of_enum(kind) if is_enum(kind) else {}

    def _of_generic(self, kind: Any) -> dict[str, Any]:
        origin, arguments = typing.get_origin(kind) or kind, typing.get_args(kind)
        if is_union(kind):
            return {"anyOf": [self.of(argument) for argument in arguments]}
        if origin is typing.Literal:
            return _choices([getattr(each, "value", each) if is_enum(type(each)) else each for each in arguments])
        if not isinstance(origin, type) or issubclass(origin, (str, bytes)):
            return {}
        if issubclass(origin, Mapping):
            values = self.of(arguments[1]) if len(arguments) == 2 else {}
            # Said also of a dict of anything: generators of clients take an object without it for an empty one.
            return {"type": "object", "additionalProperties": values or True}
        if issubclass(origin, tuple) and arguments and Ellipsis not in arguments:
            return _tuple_of(list(map(self.of, arguments)))
        if issubclass(origin, (Sequence, AbstractSet)) or origin in (Iterable, Collection):
            items = self.of(arguments[0]) if arguments else {}
            return {"type": "array", **({"items": items} if items else {})}
        return {}

    def _define(self, kind: type, make: Callable[[Any, str], dict[str, Any]]) -> dict[str, Any]:
        name = self._names.get(kind)
        if name is None:
            name = kind.__name__
            while name in self._definitions:
                name += "_"
            self._names[kind] = name
            # First the place, since a class may have fields of its own type.
            self._definitions[name] = {}
            self._definitions[name] = make(kind, name)
        return {"$ref": f"#/$defs/{name}"}

    def _of_pydantic(self, kind: Any, name: str) -> dict[str, Any]:
        made = kind.model_json_schema() if hasattr(kind, "model_json_schema") else kind.schema()
        schema: dict[str, Any] = dict(made)
        inner = {**schema.pop("$defs", {}), **schema.pop("definitions", {})}
        names = {}
        if set(schema) == {"$ref"}:  # of one that holds itself
            own = schema["$ref"].rpartition("/")[2]
            schema = inner.pop(own)
            names[own] = name
        # Two classes may each have a `Line` of their own.
        suffix = ""
        while any(self._is_taken(each + suffix, inner[each]) for each in inner):
            suffix += "_"
        names.update((each, each + suffix) for each in inner)
        for each, definition in inner.items():
            self._of_others[each + suffix] = definition
            self._definitions[each + suffix] = _repointed(definition, names)
        return cast("dict[str, Any]", _repointed(schema, names))

    def _is_taken(self, name: str, made: Any) -> bool:
        return name in self._definitions and self._of_others.get(name) != made

    def _of_dataclass(self, kind: Any, _name: str) -> dict[str, Any]:
        hints = hints_of(kind)
        fields = [field for field in kind.__dataclass_fields__.values() if field.init and field.name in hints]
        properties = {}
        required = []
        for field in fields:
            schema = self.of(hints[field.name])
            text = field.metadata.get("description")
            if text:
                schema["description"] = text
            missing = sys.modules["dataclasses"].MISSING
            if field.default is missing and field.default_factory is missing:
                required.append(field.name)
            elif field.default is None or type(field.default) in (str, int, float, bool):
                schema["default"] = field.default
            elif is_enum(type(field.default)):
                schema["default"] = field.default.value
            properties[field.name] = schema
        return _object(kind, properties, required, additional=False)

    def _of_typed_dict(self, kind: Any, _name: str) -> dict[str, Any]:
        properties = {name: self.of(hint) for name, hint in hints_of(kind).items()}
        required = [name for name in properties if name in kind.__required_keys__]
        return _object(kind, properties, required, additional=True)


def _repointed(schema: Any, names: Mapping[str, str]) -> Any:
    """The same with its references to definitions, and those of a discriminator's mapping, under other names."""
    if isinstance(schema, list):
        return [_repointed(item, names) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _repointed(value, names) for key, value in schema.items()}
    if isinstance(schema.get("$ref"), str):
        found["$ref"] = _reference(schema["$ref"], names)
    discriminator = schema.get("discriminator")
    if isinstance(discriminator, dict) and isinstance(discriminator.get("mapping"), dict):
        followed = {kind: _reference(target, names) for kind, target in discriminator["mapping"].items()}
        found["discriminator"] = {**discriminator, "mapping": followed}
    return found


def _reference(target: str, names: Mapping[str, str]) -> str:
    # Older versions of pydantic keep definitions under `definitions`.
    place, _, name = target.rpartition("/")
    return f"#/$defs/{names.get(name, name)}" if place in ("#/$defs", "#/definitions") else target


def _object(kind: type, properties: dict[str, Any], required: list[str], *, additional: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": kind.__name__, "type": "object", "properties": properties}
    # A dataclass without a docstring has its signature for one.
    if kind.__doc__ and not kind.__doc__.startswith(f"{kind.__name__}("):
        schema["description"] = inspect.cleandoc(kind.__doc__)
    if required:
        schema["required"] = required
    return schema if additional else {**schema, "additionalProperties": False}


def _of_enum(kind: Any) -> dict[str, Any]:
    values = [member.value for member in kind.__members__.values()]
    return {"title": kind.__name__, **_choices(values)}


def _choices(values: list[Any]) -> dict[str, Any]:
    """One of a few values, with their type where they have one."""
    types = {type(value) for value in values}
    plain = _PLAIN.get(next(iter(types))) if len(types) == 1 else None
    return {"enum": values, **(plain if plain is not None and types != {bytes} else {})}


def _tuple_of(items: list[dict[str, Any]]) -> dict[str, Any]:
    """A list with an item of each of these schemas, and no more."""
    # Of no items at all there is no list of prefixes.
    prefix = {"prefixItems": items} if items else {}
    return {"type": "array", **prefix, "minItems": len(items), "maxItems": len(items)}
