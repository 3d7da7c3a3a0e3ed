"""Functions and objects as people write them, each with a request and what its truss owes to it."""

import contextlib
import dataclasses
import datetime as dt
import decimal
import enum
import functools
import itertools
import math
import operator
import re
import uuid
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import pandas as pd


class Case(NamedTuple):
    """A model, what mk_truss is given, and the answer that it owes."""

    model: Any
    examples: Any
    owed: Any
    """To a request that is the examples, or has them as its `inputs`."""


def times(k):
    settings = {"k": k}

    def multiplied(request):
        return [x * settings["k"] for x in request["inputs"]]

    return multiplied


def two(a, b=2, *, c=3):
    return [a, b, c]


def one_with_an_option(request, temperature=0.5):
    return {"temperature": temperature, "rows": len(request["inputs"])}


def in_order(x, y, /):
    return x - y


def any_names(**members):
    return sorted(members)


def by_name_alone(*, x, y=2):
    return x + y


def numbers(request):
    yield from range(request["n"])


def words(request):
    yield from ["a", "b"]


async def later(request):
    return {"later": request["x"]}


async def numbers_later(request):
    for number in range(request["n"]):
        yield number


class Scorer:
    def __init__(self):
        self.k = 2

    def score(self, request):
        return [x + self.k for x in request["inputs"]]

    @staticmethod
    def still(request):
        return 1

    @classmethod
    def named(cls, request):
        return cls.__name__


class Difference:
    def __call__(self, a, b):
        return a - b


class CalledLater:
    async def __call__(self, request):
        return request["x"]


def wrapping(function):
    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        return {"wrapped": function(*args, **kwargs)}

    return wrapped


@wrapping
def shifted(a, b=1):
    return a + b


@functools.lru_cache
def kept(x, y):
    return x + y


@contextlib.contextmanager
def three():
    yield 3


def with_context(request):
    with three() as value:
        return value + LAST[0]


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


LAST = [4]
WEIGHTS = np.array([1.0, 2.0])


def weighted(request):
    return WEIGHTS * request["x"]


def greedy(request):
    return request.pop("inputs").pop()


class Sum:
    """Takes two inputs."""

    def predict(self, X, y):
        return X + y


class Yields:
    def predict(self, rows):
        for row in rows:
            yield f"{row}!"


class Later:
    async def predict(self, rows):
        return np.asarray(rows) * 2

    async def predict_proba(self, rows):
        for row in rows:
            yield [row, 1 - row]


@dataclasses.dataclass
class Multiplied:
    k: int = 3

    def predict(self, rows):
        return [row * self.k for row in rows]


class Slotted:
    __slots__ = ("k",)

    def __init__(self, k):
        self.k = k

    def predict(self, rows):
        return [row * self.k for row in rows]


class Inherited(Multiplied):
    class Inner:
        def add(self, x):
            return x + 1

    def predict(self, rows):
        return [self.Inner().add(row) for row in super().predict(rows)]


class Dynamic:
    def __getattr__(self, name):
        if name == "predict":
            return lambda rows: [1] * len(rows)
        raise AttributeError(name)


T = TypeVar("T")


class OfType(Generic[T]):
    def predict(self, rows):
        return list(rows)


def threshold(rows, level=1):
    return [row > level for row in rows]


class Threshold:
    def predict(self, rows, level=1):
        return threshold(rows, level)


class Colour(enum.Enum):
    RED = "red"


Point = namedtuple("Point", "x y")  # noqa: PYI024 - as people write them

VALUES = {
    "a set": ({3, 1, 2}, [1, 2, 3]),
    "a tuple": ((1, 2), [1, 2]),
    "a date": (dt.date(2024, 1, 2), "2024-01-02"),
    "a time": (dt.datetime(2024, 1, 2, 3, tzinfo=dt.timezone.utc), "2024-01-02T03:00:00+00:00"),
    "a duration": (dt.timedelta(days=1), 86400.0),
    "a decimal": (decimal.Decimal("1.10"), "1.10"),
    "nan": (float("nan"), None),
    "infinity": ([float("inf"), 1.0], [None, 1.0]),
    "numpy's integer": (np.int64(2**62 + 1), 2**62 + 1),
    "numpy's float": (np.float32(0.5), 0.5),
    "numpy's truth": (np.bool_(True), True),
    "numpy's date": (np.datetime64("2024-01-01"), "2024-01-01T00:00:00"),
    "an array of objects": (np.array([1, "a", None], dtype=object), [1, "a", None]),
    "a masked array": (np.ma.array([1, 2], mask=[0, 1]), [1, None]),
    "a table": (pd.DataFrame({"a": [1, None]}), [{"a": 1.0}, {"a": None}]),
    "pandas' missing values": ([pd.NA, pd.NaT], [None, None]),
    "a period": (pd.Period("2024-01"), "2024-01"),
    "categories": (pd.Categorical(["a"]), ["a"]),
    "a uuid": (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
    "an enum": (Colour.RED, "red"),
    "keys that are numbers": ({1: 2}, {"1": 2}),
    "a counter": (Counter("aab"), {"a": 2, "b": 1}),
    "dicts": ([OrderedDict(a=1), defaultdict(list, b=[1])], [{"a": 1}, {"b": [1]}]),
    "a named tuple": (Point(1, 2), [1, 2]),
    "a deque and a range": ([deque([1]), range(2)], [[1], [0, 1]]),
    "a dataclass": (Multiplied(4), {"k": 4}),
    "a large number": (2**70, 2**70),
    "a path": (Path("x"), "x"),
}


def giving(value):
    return lambda request: {"predictions": [value]}


CASES = {
    "a closure": Case(times(3), [1, 2], [3, 6]),
    "a bound method": Case(Scorer().score, [1], [3]),
    "a static method": Case(Scorer.still, [1], 1),
    "a class method": Case(Scorer.named, [1], "Scorer"),
    "several arguments": Case(two, {"a": 1, "b": 4}, [1, 4, 3]),
    "several arguments, some by default": Case(two, {"a": 1}, [1, 2, 3]),
    "a partial": Case(functools.partial(two, b=5), {"a": 1}, [1, 5, 3]),
    "a partial of the rest": Case(
        functools.partial(one_with_an_option, temperature=1), [1, 2], {"temperature": 1, "rows": 2}
    ),
    "an option that is not chosen": Case(one_with_an_option, {"inputs": [1]}, {"temperature": 0.5, "rows": 1}),
    "arguments in order": Case(in_order, {"y": 1, "x": 5}, 4),
    "any names": Case(any_names, {"b": 1, "a": 2}, ["a", "b"]),
    "names alone": Case(by_name_alone, {"x": 1}, 3),
    "any order": Case(lambda *given: len(given), {"a": 1, "b": 2}, 1),
    "a lambda of two": Case(lambda a, b: a + b, {"a": 1, "b": 2}, 3),
    "an object called with two": Case(Difference(), {"a": 3, "b": 1}, 2),
    "a wrapped function": Case(shifted, {"a": 1, "b": 2}, {"wrapped": 3}),
    "a cached function": Case(kept, {"x": 1, "y": 2}, 3),
    "a generator": Case(numbers, {"n": 3}, [0, 1, 2]),
    "a generator of texts": Case(words, {"n": 3}, "ab"),
    "an async function": Case(later, {"x": 1}, {"later": 1}),
    "an async generator": Case(numbers_later, {"n": 2}, [0, 1]),
    "an object called later": Case(CalledLater(), {"x": 1}, 1),
    "a context manager and a global": Case(with_context, {"x": 1}, 7),
    "a function that calls itself": Case(lambda request: factorial(request["n"]), {"n": 5}, 120),
    "an array that is global": Case(weighted, {"x": 2}, [2.0, 4.0]),
    "functions in a closure": Case(
        (lambda steps: lambda request: functools.reduce(lambda x, step: step(x), steps, request["x"]))(
            [math.sqrt, str]
        ),
        {"x": 4},
        "2.0",
    ),
    "one that changes its request": Case(greedy, [1, 2], 2),
    "a function of Python's": Case(operator.itemgetter("a"), {"a": 1}, 1),
    "a function of numpy's": Case(np.add, {"x1": 1, "x2": 2}, 3),
    "two inputs": Case(Sum(), {"X": np.array([1, 2]), "y": np.array([3, 4])}, {"predictions": [4, 6]}),
    "a predict that yields": Case(Yields(), [1, 2], {"predictions": ["1!", "2!"]}),
    "a predict that is awaited": Case(Later(), [1, 0], {"predictions": [2, 0], "probabilities": [[1, 0], [0, 1]]}),
    "an object of a dataclass": Case(Multiplied(4), [1], {"predictions": [4]}),
    "an object with slots": Case(Slotted(4), [1], {"predictions": [4]}),
    "a class within a class": Case(Inherited(4), [1], {"predictions": [5]}),
    "a predict made when asked": Case(Dynamic(), [5, 6], {"predictions": [1, 1]}),
    "a generic class": Case(OfType(), [5], {"predictions": [5]}),
    "a predict with an option": Case(Threshold(), [1, 2], {"predictions": [False, True]}),
    "a pattern in a closure": Case(
        (lambda p: lambda request: bool(p.match(request["x"])))(re.compile("a+")), {"x": "aa"}, True
    ),
    "a counter in a closure": Case((lambda c: lambda request: next(c) * 0)(itertools.count()), {"x": 1}, 0),
    **{name: Case(giving(value), {"x": 1}, {"predictions": [owed]}) for name, (value, owed) in VALUES.items()},
}
