"""Answers: every type that is understood, what is refused and where it says that is."""

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import json
import pathlib
import types
import uuid

import numpy as np
import orjson
import pandas as pd
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truss_worker.errors import WorkerError
from truss_worker.values.json_encode import encode_json, make_encode, to_plain

ENCODERS = [pytest.param(make_encode(None), id="json"), pytest.param(make_encode(orjson), id="orjson")]


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@dataclasses.dataclass
class Point:
    x: object
    _y: int = 2


class Answer(pydantic.BaseModel):
    model_config = {"arbitrary_types_allowed": True}
    when: dt.date
    scores: object = None


Pair = collections.namedtuple("Pair", "a b")  # noqa: PYI024 - models return these too
NAN = float("nan")


@pytest.mark.parametrize("encode", ENCODERS)
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, 2.5, "é\n", None, True]}, '{"a":[1,2.5,"é\\n",null,true]}'),
        ([NAN, float("inf"), -float("inf")], "[null,null,null]"),
        ({"big": 2**70, "low": -(2**63) - 1}, '{"big":1180591620717411303424,"low":-9223372036854775809}'),
        ({1: 2, 1.5: 3, None: 4, False: 5}, '{"1":2,"1.5":3,"null":4,"false":5}'),
        ({NAN: 1, float("inf"): 2}, '{"NaN":1,"Infinity":2}'),
        ({np.int64(5): 6, dt.date(2020, 1, 2): 7}, '{"5":6,"2020-01-02":7}'),
        ("\ud800 😀", '"\\ud800 😀"'),
        ((1, Pair(2, 3)), "[1,[2,3]]"),
        ({3, 1, 2}, "[1,2,3]"),
        (frozenset([None]), "[null]"),
        (range(3), "[0,1,2]"),
        ({"a": 1}.keys(), '["a"]'),
        (collections.deque([1]), "[1]"),
        (types.MappingProxyType({"a": 1}), '{"a":1}'),
        (np.arange(4).reshape(2, 2), "[[0,1],[2,3]]"),
        (np.array(3), "3"),
        (np.array([0.5, NAN]), "[0.5,null]"),
        (np.array([True, False]), "[true,false]"),
        (np.array(["a", "b"]), '["a","b"]'),
        (np.array([{"a": np.int8(1)}], dtype=object), '[{"a":1}]'),
        ([np.float64(NAN), np.float64(1.5), np.float32(0.5), np.bool_(True), np.uint64(2**63)],
         "[null,1.5,0.5,true,9223372036854775808]"),
        (np.array(["2020-01-01", "NaT"], dtype="M8[ns]"), '["2020-01-01T00:00:00",null]'),
        (np.timedelta64(1500, "ms"), "1.5"),
        ([np.longdouble(1.5), np.array([2.5, NAN], np.longdouble)], "[1.5,[2.5,null]]"),
        (np.ma.array([1, 2], mask=[False, True]), "[1,null]"),
        ([pd.Period("2020-01"), pd.Interval(0, 1)], '["2020-01","(0, 1]"]'),
        (pd.DataFrame({"a": [1, 2], "b": ["x", None]}), '[{"a":1,"b":"x"},{"a":2,"b":null}]'),
        (pd.DataFrame({"tolist": [1]}), '[{"tolist":1}]'),
        (pd.DataFrame({0: [1]}), '[{"0":1}]'),
        (pd.Series([1, pd.NA], dtype="Int64"), "[1,null]"),
        (pd.Series(["a", "b"], dtype="category"), '["a","b"]'),
        ([pd.NaT, pd.Timestamp("2020-01-01", tz="UTC")], '[null,"2020-01-01T00:00:00+00:00"]'),
        (Point(np.array([1])), '{"x":[1],"_y":2}'),
        (Answer(when=dt.date(2020, 1, 2)), '{"when":"2020-01-02","scores":null}'),
        (Answer(when=dt.date(2020, 1, 2), scores=np.arange(2)), '{"when":"2020-01-02","scores":[0,1]}'),
        ([Colour.RED, Level.HIGH], '["red",3]'),
        (dt.datetime(2020, 1, 2, 3, 4, 5, 6), '"2020-01-02T03:04:05.000006"'),  # noqa: DTZ001 - naive on purpose
        (dt.time(1, 2), '"01:02:00"'),
        (dt.timedelta(minutes=1), "60.0"),
        (pd.Series([pd.Timedelta("1 day 1ns"), pd.NaT]), '["1 days 00:00:00.000000001",null]'),
        (decimal.Decimal("1.10"), '"1.10"'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (pathlib.PurePosixPath("/a/b"), '"/a/b"'),
    ],
)  # fmt: skip
def test_encoded(encode, value, text):
    assert encode_json(value, encode).decode() == text


def holds_itself():
    value = {"a": []}
    value["a"].append(value)
    return value


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


class Trap:
    def tolist(self):
        raise ValueError("secret text")


@pytest.mark.parametrize("encode", ENCODERS)
@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "The answer cannot be encoded as JSON: it is of type object"),
        ({"predictions": [1, 2, Point(b"")]},
         "The answer cannot be encoded as JSON at predictions[2].x: it is of type bytes"),
        ({"a": np.array([1j])}, "The answer cannot be encoded as JSON at a[0]: it is of type complex"),
        ([pd.DataFrame({"c": [Trap]})], "The answer cannot be encoded as JSON at [0][0].c: it is of type type"),
        ([np.clongdouble(1j)], "The answer cannot be encoded as JSON at [0]: it is of type numpy.clongdouble"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]),
         "The answer cannot be encoded as JSON: converting the pandas.DataFrame raised ValueError"),
        ({"a": {(1, 2): 3}}, "The answer cannot be encoded as JSON at a: a key is of type tuple"),
        ([Trap()], f"The answer cannot be encoded as JSON at [0]: converting the {__name__}.Trap raised ValueError"),
        (holds_itself(), "The answer cannot be encoded as JSON at a[0]: it holds itself"),
        (deep(100_000), "The answer cannot be encoded as JSON: it nests too deeply"),
    ],
)  # fmt: skip
def test_refused(encode, value, message):
    with pytest.raises(WorkerError) as caught:
        encode_json(value, encode)
    assert caught.value.code == "RESULT_NOT_ENCODABLE"
    assert caught.value.message == message


def test_what_a_conversion_raised_is_for_the_log_only():
    with pytest.raises(WorkerError) as caught:
        encode_json(Trap())
    assert "secret text" not in caught.value.message
    assert caught.value.exception["message"] == "secret text"


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.builds(np.float32, st.floats(width=32))
    | st.datetimes()
    | st.uuids()
    | st.decimals()
    | st.sampled_from([Colour.RED, Level.HIGH])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.floats() | st.booleans() | st.none(), inner)
        | st.builds(Point, inner)
        | st.lists(st.floats()).map(np.array)
    ),
    max_leaves=20,
)


@given(values)
def test_equal_after_parsing_with_and_without_orjson(value):
    fast, plain = (encode_json(value, make_encode(module)) for module in (orjson, None))
    assert json.loads(fast) == json.loads(plain) == json.loads(json.dumps(to_plain(value)))
