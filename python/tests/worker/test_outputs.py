"""What annotations of results say."""

import typing
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Coroutine, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ForwardRef, Optional, Union

import pytest
from pydantic import BaseModel, Field, create_model

from truss_worker.annotations.outputs import read_output
from truss_worker.annotations.schema import schema_of


@dataclass
class Out:
    total: int


class Cat(BaseModel):
    kind: typing.Literal["cat"]


class Dog(BaseModel):
    kind: typing.Literal["dog"]


Ask = create_model("Ask", pet=(Union[Cat, Dog], Field(discriminator="kind")))


@dataclass
class Both:
    ask: Ask
    cat: Cat


@pytest.mark.parametrize(
    ("annotation", "inside", "streams"),
    [
        (Generator[str, None, None], str, True),
        (typing.Generator[Out, None, str], Out, True),
        (Iterator[int], int, True),
        (AsyncGenerator[str, None], str, True),
        (AsyncIterator[Out], Out, True),
        (Generator, Any, True),
        (Awaitable[Out], Out, False),
        (Coroutine[Any, Any, Out], Out, False),
        (Awaitable[Generator[str, None, None]], str, True),
        (Union[Generator[str, None, None], Out], Union[str, Out], True),
        (Union[Awaitable[Out], AsyncGenerator[Out, None]], Out, True),
        (Annotated[Iterator[Out], "the totals"], Out, True),
        (Optional[Out], Optional[Out], False),
        (Iterable[int], Iterable[int], False),
        (list[int], list[int], False),
        (None, None, False),
        ("Nowhere", "Nowhere", False),
    ],
)
def test_what_is_inside(annotation, inside, streams):
    assert read_output(annotation) == (inside, streams)


def test_a_worker_tells_the_schema_of_what_is_inside(start):
    worker = start("""
        from dataclasses import dataclass
        from typing import Generator, Union

        @dataclass
        class Out:
            total: int

        class Model:
            def predict(self, request: dict) -> Union[Generator[str, None, None], Out]:
                return Out(1)
    """)
    method = worker.ready()["methods"]["predict"]
    assert (method["kind"], method["streams"]) == ("sync", True)
    assert [each.get("type", each.get("$ref")) for each in method["outputSchema"]["anyOf"]] == ["string", "#/$defs/Out"]


def test_classes_of_one_name_do_not_take_the_place_of_each_other():
    def shop(line):
        lines = list[create_model("Line", item=(line, ...))]
        order = create_model("Order", lines=(lines, ...), next=(Optional[ForwardRef("Order")], None))
        order.model_rebuild(_types_namespace={"Order": order})
        return order

    found = schema_of(Union[shop(int), shop(str)])
    first, second = (found["$defs"][each["$ref"].rpartition("/")[2]] for each in found["anyOf"])
    types = []
    for order, other in ((first, second), (second, first)):
        line = found["$defs"][order["properties"]["lines"]["items"]["$ref"].rpartition("/")[2]]
        types.append(line["properties"]["item"]["type"])
        (again,) = [each["$ref"] for each in order["properties"]["next"]["anyOf"] if "$ref" in each]
        assert found["$defs"][again.rpartition("/")[2]] is order is not other
    assert types == ["integer", "string"]


def test_every_reference_of_a_discriminated_union_has_its_definition():
    found = schema_of(Both)
    mapping = found["$defs"]["Ask"]["properties"]["pet"]["discriminator"]["mapping"]
    assert mapping == {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}
    assert {"Ask", "Cat", "Dog"} <= set(found["$defs"])
