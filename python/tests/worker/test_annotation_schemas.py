"""The schemas of annotations: bounds, aliases, choices, other libraries; an independent validator holds them."""

from __future__ import annotations

import sys
import typing
from collections.abc import AsyncIterable, Collection, Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Annotated, Literal, NamedTuple, NewType, Optional, TypedDict, Union

import numpy as np
import pytest
from annotated_types import Ge, Gt, Interval, Len, MaxLen, MultipleOf
from jsonschema import Draft202012Validator
from PIL import Image
from pydantic import BaseModel, Field

from truss_worker.annotations.outputs import read_items
from truss_worker.annotations.reading import input_reader
from truss_worker.annotations.schema import schema_of
from truss_worker.errors import WorkerError


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Point(NamedTuple):
    x: float
    y: int


class Options(TypedDict, total=False):
    size: Annotated[int, Ge(1)]
    colour: Colour


@dataclass
class Order:
    """What somebody buys."""

    item: Annotated[str, Len(1, 20)]
    count: Annotated[int, Ge(1), "how many"] = 1
    share: Annotated[float | None, Interval(ge=0, lt=1)] = None
    colour: Colour = Colour.RED
    tags: Annotated[list[str], MaxLen(2)] = ()


class Asked(BaseModel):
    order: Order
    level: Level = Level.LOW
    price: float = Field(ge=0, le=9.5, examples=[1.5])


UserId = NewType("UserId", int)


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (Annotated[float, Ge(0), Gt(-1)], {"type": "number", "minimum": 0, "exclusiveMinimum": -1}),
        (Annotated[int, MultipleOf(5)], {"type": "integer", "multipleOf": 5}),
        (
            Annotated[float, Field(ge=0, le=1, title="Share", examples=[0.5])],
            {"type": "number", "minimum": 0, "maximum": 1, "title": "Share", "examples": [0.5]},
        ),
        (Annotated[str, Field(pattern="^a", max_length=3)], {"type": "string", "pattern": "^a", "maxLength": 3}),
        (
            Annotated[list[int], Len(1, 3)],
            {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
        ),
        (UserId, {"type": "integer"}),
        (Literal["a", "b"], {"enum": ["a", "b"], "type": "string"}),
        (Optional[Literal["a", 1]], {"anyOf": [{"enum": ["a", 1]}, {"type": "null"}]}),
        (Literal[Colour.RED], {"enum": ["red"], "type": "string"}),
        (Level, {"title": "Level", "enum": [1, 2], "type": "integer"}),
        (
            Point,
            {"type": "array", "prefixItems": [{"type": "number"}, {"type": "integer"}], "minItems": 2, "maxItems": 2},
        ),
        (tuple[()], {"type": "array"}),
        (Iterable[int], {"type": "array", "items": {"type": "integer"}}),
        (Collection[str], {"type": "array", "items": {"type": "string"}}),
        (np.float32, {"type": "number"}),
        (np.int64, {"type": "integer"}),
        (np.bool_, {"type": "boolean"}),
        (np.ndarray, {"type": "array"}),
        (Image.Image, {"type": "string", "format": "binary", "contentMediaType": "image/*"}),
        (bytes, {"type": "string", "format": "binary"}),
        (Union[int, str], {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
    ],
)
def test_a_schema_says_what_the_annotation_does(annotation, schema):
    assert schema_of(annotation) == schema
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        (Order, {"item": "tea", "share": 0.5}, [{"item": ""}, {"item": "tea", "count": 0}, {"item": "a", "share": 1}]),
        (Asked, {"order": {"item": "a"}, "price": 1}, [{"order": {"item": "a"}, "price": 10}, {"price": 1}]),
        (
            Order,
            {"item": "a", "colour": "blue", "tags": ["x"]},
            [{"item": "a", "tags": ["x"] * 3}, {"item": "a", "colour": 1}],
        ),
    ],
)
def test_what_a_schema_refuses_the_model_is_not_asked(annotation, good, bad):
    validator = Draft202012Validator(schema_of(annotation))
    read = input_reader(annotation)
    validator.validate(good)
    read(good)
    for value in bad:
        assert not validator.is_valid(value)
        with pytest.raises(WorkerError) as caught:
            read(value)
        assert caught.value.details


def test_a_bound_of_a_field_is_told_in_the_words_of_pydantic():
    with pytest.raises(WorkerError) as caught:
        input_reader(Order)({"item": "tea", "count": 0})
    assert caught.value.details["details"] == [
        {"path": ["count"], "message": "Input should be greater than or equal to 1"}
    ]


def test_a_typed_dict_has_bounds_too():
    assert schema_of(Options)["properties"]["size"] == {"type": "integer", "minimum": 1}


def test_the_default_of_an_enum_is_its_value():
    schema = schema_of(Order)
    assert schema["properties"]["colour"]["default"] == "red"
    assert schema["properties"]["count"]["description"] == "how many"


def test_an_iterable_of_a_generator_is_a_stream_of_its_items():
    assert read_items(Iterable[str]) == (str, True)
    assert read_items(AsyncIterable[int]) == (int, True)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="no type statement before")
def test_an_alias_stands_for_its_type():
    alias = typing.TypeAliasType("alias", list[int])
    assert schema_of(alias) == {"type": "array", "items": {"type": "integer"}}
