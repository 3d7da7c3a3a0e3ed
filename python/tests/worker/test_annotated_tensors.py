"""Tensors, and arrays of msgpack, as the fields of pydantic models and dataclasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import pydantic
import pytest

from truss_worker.annotations.reading import input_reader
from truss_worker.errors import WorkerError
from truss_worker.v2.request.body import V2Body
from truss_worker.values.request_body import to_request_body


@dataclass
class DataRows:
    inputs: Sequence[Sequence[float]]
    count: Optional[int] = None  # noqa: UP045 - read from the annotation, in Python 3.9 too
    texts: tuple[str, ...] = ()
    plain: Any = None


class PydanticRows(pydantic.BaseModel):
    model_config = {"extra": "forbid", "arbitrary_types_allowed": True}

    inputs: Sequence[Sequence[float]] = pydantic.Field(validation_alias="inputs")
    count: Optional[int] = None  # noqa: UP045 - read from the annotation, in Python 3.9 too
    texts: tuple[str, ...] = ()
    plain: Any = None


@pytest.fixture(params=[DataRows, PydanticRows], ids=["dataclass", "pydantic"])
def read(request):
    return input_reader(request.param)


ROWS = np.array([[1.0, 2.0]], "f4")


def test_arrays_become_lists_and_single_values_where_those_are_asked_for(read):
    texts = np.array([b"\xc3\xa9", "b"], object)
    rows = read(V2Body({"inputs": ROWS, "count": np.array([5]), "texts": texts, "plain": ROWS}))
    assert [list(row) for row in rows.inputs] == [[1.0, 2.0]]
    assert (rows.count, type(rows.count), rows.texts) == (5, int, ("é", "b"))
    assert rows.plain is ROWS


@pytest.mark.parametrize(
    "body", [V2Body({"x": ROWS}), V2Body({"inputs": ROWS}), to_request_body({"instances": [[1, 2]]})]
)
def test_inputs_is_the_field_of_what_was_sent_under_another_name(read, body):
    assert [list(row) for row in read(body).inputs] == [[1.0, 2.0]]


def test_two_inputs_have_no_other_name(read):
    with pytest.raises(WorkerError, match="inputs: Field required"):
        read(V2Body({"x": ROWS, "y": ROWS}))


def test_what_does_not_fit_is_named(read):
    with pytest.raises(WorkerError, match="count: Input should be a valid integer"):
        read(V2Body({"inputs": ROWS, "count": np.array([5, 6])}))


def test_an_array_stays_one_where_it_is_asked_for():
    class Rows(pydantic.BaseModel):
        model_config = {"arbitrary_types_allowed": True}
        inputs: np.ndarray
        count: int

    rows = input_reader(Rows)(V2Body({"inputs": ROWS, "count": np.array([5])}))
    assert rows.inputs is ROWS
    assert rows.count == 5
