"""Each kind of data in and out of a model, over the wire, with the packages that models use."""

import json
import sys

import pytest

from truss_worker.msgpack.extra_types import read_map
from truss_worker.msgpack.reader import unpack
from truss_worker.wire import protocol

ANSWERS = """
    import dataclasses, datetime, decimal, enum, uuid
    from dataclasses import dataclass
    import numpy as np, pandas as pd, pydantic

    class Colour(enum.Enum):
        RED = "red"

    @dataclass
    class Point:
        x: int
        when: datetime.date

    class Item(pydantic.BaseModel):
        name: str
        sizes: list[float]

    KINDS = {
        "numpy": {"array": np.arange(4).reshape(2, 2), "scalar": np.float32(1.5), "flag": np.bool_(True)},
        "pandas": pd.DataFrame({"a": [1, None], "b": ["x", "y"]}),
        "series": pd.Series([1, 2]),
        "dataclass": [Point(1, datetime.date(2022, 1, 2))],
        "pydantic": {"item": Item(name="a", sizes=[1])},
        "dates": [datetime.datetime(2022, 1, 2, 3, 4, 5), datetime.timedelta(seconds=1.5)],
        "exact": [decimal.Decimal("1.10"), uuid.UUID(int=1), Colour.RED],
        "sets": {"s": {3, 1, 2}},
        "bytes": {"images": [{"data": b"\\x89P"}]},
        "complex": {"z": 1 + 2j},
        "endless": 10**5000,
        "none": None,
    }

    class Model:
        def predict(self, request):
            return KINDS[request]
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    from textwrap import dedent

    from worker.harness import Worker

    directory = tmp_path_factory.mktemp("truss")
    (directory / "model").mkdir()
    (directory / "model" / "model.py").write_text(dedent(ANSWERS), "utf-8")
    with Worker(directory, python=sys.executable) as running:
        running.ready()
        yield running


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("numpy", {"array": [[0, 1], [2, 3]], "scalar": 1.5, "flag": True}),
        ("pandas", [{"a": 1.0, "b": "x"}, {"a": None, "b": "y"}]),
        ("series", [1, 2]),
        ("dataclass", [{"x": 1, "when": "2022-01-02"}]),
        ("pydantic", {"item": {"name": "a", "sizes": [1.0]}}),
        ("dates", ["2022-01-02T03:04:05", 1.5]),
        ("exact", ["1.10", "00000000-0000-0000-0000-000000000001", "red"]),
        ("sets", {"s": [1, 2, 3]}),
        ("none", None),
    ],
)
def test_in_json(worker, kind, value):
    assert json.loads(worker.ask(json.dumps(kind).encode()).payload) == value


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("bytes", " at images[0].data: it is of type bytes"),
        ("complex", " at z: it is of type complex"),
        ("endless", ": it is an integer that Python does not write"),
    ],
)
def test_what_json_has_nothing_for_is_named(worker, kind, place):
    refused = worker.ask(json.dumps(kind).encode())
    assert refused.header["code"] == "RESULT_NOT_ENCODABLE"
    assert refused.header["message"].startswith(f"The answer cannot be encoded as JSON{place}")


@pytest.mark.parametrize(
    "kind", ["numpy", "pandas", "dataclass", "pydantic", "dates", "exact", "sets", "bytes", "complex"]
)
def test_in_msgpack(worker, kind):
    answer = worker.ask(json.dumps(kind).encode(), accept=protocol.FORM_MSGPACK)
    assert (answer.kind, answer.form) == (protocol.RESULT, protocol.FORM_MSGPACK)
    value = unpack(answer.payload, 100, read_map)
    if kind == "bytes":
        assert value == {"images": [{"data": b"\x89P"}]}
    if kind == "dates":
        assert str(value[0]) == "2022-01-02 03:04:05"


def test_what_msgpack_has_nothing_for_is_named(worker):
    refused = worker.ask(b'"endless"', accept=protocol.FORM_MSGPACK)
    assert refused.header["code"] == "RESULT_NOT_ENCODABLE"
    assert refused.header["message"] == "The answer cannot be encoded as msgpack: it is an integer of more than 64 bits"


ECHO = """
    class Model:
        def predict(self, request):
            print(type(request).__mro__[-2].__name__, getattr(request, "content_type", None), flush=True)
            return request
"""


@pytest.mark.parametrize(
    ("form", "content_type", "data", "printed"),
    [
        (6, "image/png", b"\x89PNG\r\n", "bytearray image/png"),
        (6, "audio/wav", b"RIFF", "bytearray audio/wav"),
        (6, "video/mp4", b"", "bytearray video/mp4"),
        (7, "application/xml", "<a>é</a>".encode(), "str application/xml"),
        (7, "text/csv", b"a,b\n1,2\n", "str text/csv"),
    ],
)
def test_bytes_and_text_leave_as_they_came(start, form, content_type, data, printed):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(data, form=form, contentType=content_type)
    assert (answer.form, answer.payload, answer.header) == (form, data, {"contentType": content_type})
    worker.half_close()
    assert worker.output().strip() == printed


def test_a_byte_order_mark_before_json(start):
    worker = start(ECHO)
    worker.ready()
    assert worker.ask(b'\xef\xbb\xbf{"a": 1}').payload == b'{"a":1}'
    assert "at line 1, column 1" in worker.ask(b"\xef\xbb\xbfx", id=2).header["message"]
