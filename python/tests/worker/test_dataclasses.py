"""Arguments annotated with dataclasses, TypedDicts and plain types: what models get, and what READY says of them."""

# ruff: noqa: FA100 - the annotations are what is tested

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Optional, TypedDict, Union
from uuid import UUID

import numpy as np
import pydantic
import pytest

from truss_worker.annotations.reading import input_reader
from truss_worker.annotations.schema import schema_of
from truss_worker.errors import WorkerError
from truss_worker.values.request_body import to_request_body


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclasses.dataclass
class Size:
    width: int
    height: float = 1.5


class Tag(pydantic.BaseModel):
    text: str


@dataclasses.dataclass
class Item:
    """A thing that is ordered."""

    name: str
    sizes: list[Size]
    tags: dict[str, Tag] = dataclasses.field(default_factory=dict)
    colour: Colour = Colour.RED
    unit: Literal["kg", 1] = "kg"
    when: Optional[dt.datetime] = None
    price: Union[int, str] = dataclasses.field(default=0, metadata={"description": "In cents."})
    parts: "list[Item]" = dataclasses.field(default_factory=list)
    pair: tuple[int, str] = (0, "")
    total: int = dataclasses.field(init=False, default=7)

    def __post_init__(self):
        if self.name == "bad":
            raise ValueError("no such name")


read_item = input_reader(Item)


def test_a_dict_becomes_the_dataclass():
    item = read_item(
        {
            "name": "a",
            "sizes": [{"width": 1}, {"width": 2.0, "height": 3}],
            "tags": {"x": {"text": "t"}},
            "colour": "blue",
            "unit": 1,
            "when": "2022-01-02T03:04:05Z",
            "price": "5",
            "parts": [{"name": "b", "sizes": []}],
            "pair": [1, "2"],
        }
    )
    assert item == Item(
        "a",
        [Size(1), Size(2, 3.0)],
        {"x": Tag(text="t")},
        Colour.BLUE,
        1,
        dt.datetime(2022, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc),
        "5",
        [Item("b", [])],
        (1, "2"),
    )
    assert type(item.sizes[1].width) is int
    assert type(item.sizes[1].height) is float
    assert read_item(item) is item


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (5, "the body: Input should be a valid dictionary or instance of Item"),
        ({"name": "a"}, "sizes: Field required"),
        ({"name": 1, "sizes": 2}, "name: Input should be a valid string; sizes: Input should be a valid list"),
        ({"name": "a", "sizes": [], "more": 1}, "more: Unexpected keyword argument"),
        (
            {"name": "a", "sizes": [{"width": 1}, {"width": "x", "height": "y"}]},
            "sizes.1.width: Input should be a valid integer; sizes.1.height: Input should be a valid number",
        ),
        ({"name": "a", "sizes": [{"width": True}]}, "sizes.0.width: Input should be a valid integer"),
        ({"name": "a", "sizes": [{"width": 1.5}]}, "sizes.0.width: Input should be a valid integer"),
        ({"name": "a", "sizes": [{"width": float("inf")}]}, "sizes.0.width: Input should be a valid integer"),
        ({"name": "a", "sizes": [], "tags": {"x": {}}}, "tags.x.text: Field required"),
        ({"name": "a", "sizes": [], "tags": []}, "tags: Input should be a valid dictionary"),
        ({"name": "a", "sizes": [], "colour": "green"}, "colour: Input should be 'red' or 'blue'"),
        ({"name": "a", "sizes": [], "unit": True}, "unit: Input should be 'kg' or 1"),
        ({"name": "a", "sizes": [], "when": "noon"}, "when: Input should be a valid datetime"),
        (
            {"name": "a", "sizes": [], "price": [1]},
            "price: Input should be a valid integer or Input should be a valid string",
        ),
        ({"name": "a", "sizes": [], "parts": [{"name": "b"}]}, "parts.0.sizes: Field required"),
        ({"name": "a", "sizes": [], "pair": [1]}, "pair: Input should be a list of 2 values"),
        ({"name": "bad", "sizes": []}, "the body: Value error, no such name"),
        ({"name": "a", "sizes": [], "total": 1}, "total: Unexpected keyword argument"),
    ],
)
def test_what_does_not_fit_names_its_fields(body, message):
    with pytest.raises(WorkerError) as caught:
        read_item(body)
    assert (caught.value.code, caught.value.message) == (
        "REQUEST_INPUT_INVALID",
        f"The input does not fit the model: {message}",
    )


def test_what_does_not_fit_is_listed_for_programs():
    with pytest.raises(WorkerError) as caught:
        read_item({"sizes": [1], "parts": [{"name": "b"}]})
    assert caught.value.to_header()["details"] == [
        {"path": ["name"], "message": "Field required"},
        {"path": ["sizes", 0], "message": "Input should be a valid dictionary or instance of Size"},
        {"path": ["parts", 0, "sizes"], "message": "Field required"},
    ]


def test_of_very_much_that_does_not_fit_a_part_is_told():
    with pytest.raises(WorkerError) as caught:
        read_item({"name": "a", "sizes": ["x"] * 1000})
    assert len(caught.value.to_header()["details"]) == 100
    assert caught.value.message.endswith("; and 900 more")


@dataclasses.dataclass
class Plain:
    whole: int = 0
    real: float = 0.0
    truth: bool = False
    data: bytes = b""
    day: dt.date = dt.date(1970, 1, 1)
    time: dt.time = dt.time(0)
    length: dt.timedelta = dt.timedelta(0)
    exact: Decimal = Decimal(0)
    identity: UUID = None
    anything: Any = None
    some: "set[int]" = dataclasses.field(default_factory=set)
    array: np.ndarray = None


@pytest.mark.parametrize(
    ("field", "sent", "value"),
    [
        ("whole", "12", 12),  # the field of a form
        ("real", "1.5", 1.5),
        ("truth", "true", True),
        ("truth", False, False),
        ("data", "é", "é".encode()),
        ("data", b"\xff", b"\xff"),
        ("day", "2022-01-02", dt.date(2022, 1, 2)),
        ("day", dt.date(2022, 1, 2), dt.date(2022, 1, 2)),
        ("time", "03:04:05", dt.time(3, 4, 5)),
        ("length", 1.5, dt.timedelta(seconds=1.5)),
        ("exact", 0.1, Decimal("0.1")),
        ("identity", str(UUID(int=5)), UUID(int=5)),
        ("anything", [1, {}], [1, {}]),
        ("some", [1, 1], {1}),
        ("array", [[1]], [[1]]),
    ],
)
def test_plain_fields(field, sent, value):
    made = getattr(input_reader(Plain)({field: sent}), field)
    assert (made, type(made)) == (value, type(value))


@pytest.mark.parametrize("field", ["whole", "real", "truth", "data", "day", "length", "exact", "identity", "some"])
def test_plain_fields_that_do_not_fit(field):
    with pytest.raises(WorkerError, match=f"{field}: Input should be"):
        input_reader(Plain)({field: {"a": 1}})


def test_a_list_of_dataclasses_and_an_optional_one():
    assert input_reader(list[Size])([{"width": 1}]) == [Size(1)]
    assert input_reader(Optional[Size])(None) is None
    assert input_reader(Annotated[Size, "how large"])({"width": 1}) == Size(1)
    assert input_reader(dict) is input_reader(int) is input_reader(None) is input_reader("Unknown") is None


@dataclasses.dataclass
class Rows:
    inputs: list[int]


@pytest.mark.parametrize("name", ["inputs", "instances"])
def test_the_other_name_of_the_rows_stands_for_the_field(name):
    assert input_reader(Rows)(to_request_body({name: [1]})) == Rows([1])
    with pytest.raises(WorkerError, match=r"fit the model: more: Unexpected keyword argument$"):
        input_reader(Rows)(to_request_body({name: [1], "more": 1}))


class Options(TypedDict, total=False):
    """How to do it."""

    speed: Annotated[int, "In km/h."]


def test_schemas():
    item = schema_of(Item)
    assert item["$ref"] == "#/$defs/Item"  # since it has parts of its own type
    described = item["$defs"]["Item"]
    assert (described["title"], described["description"]) == ("Item", "A thing that is ordered.")
    assert described["required"] == ["name", "sizes"]
    assert described["additionalProperties"] is False
    properties = described["properties"]
    assert "total" not in properties
    assert properties["sizes"] == {"type": "array", "items": {"$ref": "#/$defs/Size"}}
    assert properties["tags"] == {"type": "object", "additionalProperties": {"$ref": "#/$defs/Tag"}}
    assert properties["colour"] == {"title": "Colour", "enum": ["red", "blue"], "type": "string", "default": "red"}
    assert properties["unit"] == {"enum": ["kg", 1], "default": "kg"}
    assert properties["when"]["anyOf"] == [{"type": "string", "format": "date-time"}, {"type": "null"}]
    assert properties["price"]["description"] == "In cents."
    assert properties["pair"]["prefixItems"] == [{"type": "integer"}, {"type": "string"}]
    assert item["$defs"]["Tag"]["required"] == ["text"]
    assert schema_of(Size) == {
        "title": "Size",
        "type": "object",
        "properties": {"width": {"type": "integer"}, "height": {"type": "number", "default": 1.5}},
        "required": ["width"],
        "additionalProperties": False,
    }
    assert schema_of(Options) == {
        "title": "Options",
        "type": "object",
        "description": "How to do it.",
        "properties": {"speed": {"type": "integer", "description": "In km/h."}},
    }


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (str, {"type": "string"}),
        (dict, {"type": "object", "additionalProperties": True}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (list[float], {"type": "array", "items": {"type": "number"}}),
        (Annotated[list, "The rows."], {"type": "array", "description": "The rows."}),
        (
            Annotated[int, pydantic.Field(description="How many.")],
            {"type": "integer", "description": "How many."},
        ),
        (Any, None),
        ("Unknown", None),
        (object, None),
    ],
)
def test_schemas_of_plain_types(annotation, schema):
    assert schema_of(annotation) == schema


def test_what_ready_says_of_each_method(start):
    worker = start("""
        from __future__ import annotations
        from dataclasses import dataclass
        from typing import Annotated, TYPE_CHECKING

        if TYPE_CHECKING:
            from truss import Request

        @dataclass
        class Message:
            text: str

        class Model:
            def predict(self, rows: list[int], request: Request) -> Annotated[int, "Their sum."]:
                '''Sums.

                    Indented.
                '''
                return sum(rows)

            async def chat_completions(self, message: Message):
                return message.text
    """)
    header = worker.ready()
    assert header["methods"] == {
        "predict": {
            "kind": "sync",
            "description": "Sums.\n\nIndented.",
            "inputSchema": {"type": "array", "items": {"type": "integer"}},
            "outputSchema": {"type": "integer", "description": "Their sum."},
        },
        "chat_completions": {
            "kind": "async",
            "inputSchema": {
                "title": "Message",
                "type": "object",
                "properties": {"text": {"type": "string"}},
                "required": ["text"],
                "additionalProperties": False,
            },
        },
    }
    assert header["inputSchema"] == header["methods"]["predict"]["inputSchema"]
    assert header["outputSchema"]["type"] == "integer"
    assert header["needsRequest"]
    assert json.loads(worker.ask(b"[1, 2]").payload) == 3
    # Each method has its own type, not that of predict.
    assert worker.ask(b'{"text": "a"}', id=2, method="chat_completions").payload == b'"a"'
    refused = worker.ask(b"{}", id=3, method="chat_completions")
    assert refused.header["message"] == "The input does not fit the model: text: Field required"
