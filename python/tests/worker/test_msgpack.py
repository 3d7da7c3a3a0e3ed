"""msgpack with the extra types of Truss: its vectors both ways, against the package msgpack, and hostile bytes."""

import datetime as dt
import struct
from decimal import Decimal
from uuid import UUID

import msgpack
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truss_worker.errors import WorkerError
from truss_worker.forms.context import Context
from truss_worker.forms.msgpack import decode, encode
from truss_worker.msgpack.extra_types import convert, read_map
from truss_worker.msgpack.plain_arrays import read_plain
from truss_worker.msgpack.reader import MsgpackError, unpack
from truss_worker.msgpack.writer import NotPackableError, pack
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

CONTEXT = Context(100, {}, {})
REQUEST = Frame(protocol.REQUEST)

# The bytes that Truss of 2022 and of today send.
VECTORS = [
    (
        {"inputs": np.array([0, 1])},
        (
            "81a6696e7075747385c4026e64c3c40474797065a33c6938c4046b696e64c400c40573686170659102c40464617461"
            "c41000000000000000000100000000000000"
        ),
    ),
    (
        dt.datetime(2022, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc),
        "82c4135f5f64745f6461746574696d655f69736f5f5fc3c40464617461b4323032322d30312d30325430333a30343a30355a",
    ),
    (dt.date(2022, 1, 2), "82c40f5f5f64745f646174655f69736f5f5fc3c40464617461aa323032322d30312d3032"),
    (dt.time(1, 2, 3, 4), "82c40f5f5f64745f74696d655f69736f5f5fc3c40464617461af30313a30323a30332e303030303034"),
    (dt.timedelta(days=-1, microseconds=5), "82c4105f5f64745f74696d6564656c74615f5fc3c4046461746193ff0005"),
    (Decimal("1.10"), "82c40b5f5f646563696d616c5f5fc3c40464617461a4312e3130"),
    (np.int32(7), "83c4026e64c2c40474797065a33c6934c40464617461c40407000000"),
    (np.bool_(True), "83c4026e64c2c40474797065a37c6231c40464617461c40101"),
    (
        np.array([[1.5]], "f4"),
        "85c4026e64c3c40474797065a33c6634c4046b696e64c400c4057368617065920101c40464617461c4040000c03f",
    ),
    (
        np.array(3),
        "85c4026e64c3c40474797065a33c6938c4046b696e64c400c405736861706590c40464617461c4080300000000000000",
    ),
    (
        np.array(["ab"]),
        "85c4026e64c3c40474797065a33c5532c4046b696e64c400c40573686170659101c40464617461c4086100000062000000",
    ),
    (
        np.array([(1, 2.0)], [("a", "i4"), ("b", "f8")]),
        (
            "85c4026e64c3c404747970659292a161a33c693492a162a33c6638c4046b696e64c40156c40573686170659101"
            "c40464617461c40c010000000000000000000040"
        ),
    ),
    (1 + 2j, "82c407636f6d706c6578c3c40464617461a628312b326a29"),
]


def packed(value):
    return pack(value, convert)


def unpacked(data, max_depth=100):
    return unpack(data, max_depth, read_map)


def same(left, right):
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    return type(left) is type(right) and left == right


@pytest.mark.parametrize(("value", "text"), VECTORS, ids=lambda value: type(value).__name__)
def test_the_vectors(value, text):
    assert packed(value).hex() == text
    assert same(unpacked(bytes.fromhex(text)), value)


def test_arrays_are_read_only():
    assert not unpacked(packed(np.zeros(3))).flags.writeable


@pytest.mark.parametrize("dtype", "?bhilqBHILQefdgFDGSUmMV")
@pytest.mark.parametrize("shape", [(), (0,), (2, 3), (0, 3), (3, 0)])
def test_every_dtype(dtype, shape):
    name = {"S": "S3", "U": "U3", "m": "m8[ns]", "M": "M8[ns]", "V": "i4,f4"}.get(dtype, dtype)
    array = np.zeros(shape, name)
    assert same(unpacked(packed(array)), array)
    # Neither contiguous nor in the machine's order.
    other = array.T.astype(array.dtype.newbyteorder(">"))
    assert same(unpacked(packed(other)), other)


def test_an_array_of_objects_becomes_a_list():
    assert unpacked(packed(np.array([1, "a", None], dtype=object))) == [1, "a", None]


def test_what_a_masked_array_hides_is_nothing():
    assert unpacked(packed(np.ma.array([1, 2], mask=[False, True]))) == [1, None]


def test_keys_of_numpy_are_those_of_python():
    pairs = {np.int64(1): "a", np.str_("b"): 2, np.float32(0.5): 3}
    assert packed(pairs) == packed({1: "a", "b": 2, 0.5: 3})


def test_what_is_no_type_of_the_format_becomes_one():
    frame = pd.DataFrame({"n": [1], "when": [pd.Timestamp("2022-01-02T03:04:05.123456789Z")]})
    moment = dt.datetime(2022, 1, 2, 3, 4, 5, 123456, dt.timezone.utc)
    assert unpacked(packed(frame)) == [{"n": 1, "when": moment}]
    assert unpacked(packed({"set": {3, 1}, "nothing": pd.NaT, "tuple": (1,)})) == {
        "set": [1, 3],
        "nothing": None,
        "tuple": [1],
    }
    assert unpacked(packed({"a": b"\x00", "b": bytearray(b"\x01"), "c": np.float64(1.5)})) == {
        "a": b"\x00",
        "b": b"\x01",
        "c": 1.5,
    }
    assert unpacked(packed(UUID(int=1))) == UUID(int=1)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner, max_size=20),
    max_leaves=50,
)
EXTRA = (
    st.datetimes(timezones=st.none() | st.just(dt.timezone.utc))
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.decimals(allow_nan=False)
    | st.uuids()
    | st.complex_numbers(allow_nan=False)
)


@given(PLAIN)
def test_plain_values_are_what_the_package_msgpack_writes_and_reads(value):
    data = packed(value)
    assert data == msgpack.packb(value)
    assert unpacked(data) == value


@pytest.mark.parametrize("length", [15, 16, 31, 32, 255, 256, 65535, 65536])
def test_every_length(length):
    for value in ("x" * length, b"x" * length, [None] * length, {str(index): None for index in range(length)}):
        data = packed(value)
        assert data == msgpack.packb(value)
        assert unpacked(data) == value


@given(EXTRA)
def test_extra_types_come_back(value):
    assert unpacked(packed(value)) == value


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_value_or_in_an_error(data):
    try:
        unpacked(data)
    except MsgpackError:
        return
    unpacked(packed(unpacked(data)))


@given(st.sampled_from(VECTORS), st.data())
def test_damaged_vectors_end_in_a_value_or_in_an_error(vector, data):
    damaged = bytearray.fromhex(vector[1])
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        unpacked(bytes(damaged))
    except MsgpackError:
        return


def array_map(**members):
    whole = {b"nd": True, b"type": "<f8", b"kind": b"", b"shape": [1], b"data": bytes(8)}
    return msgpack.packb({**whole, **{name.encode(): value for name, value in members.items()}})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Unpack failed: incomplete input"),
        (b"\xc1", "0xc1 is never used"),
        (b"\x01\x02", "1 bytes follow the value"),
        (b"\xdd\xff\xff\xff\xff", "incomplete input"),
        (b"\xdf\xff\xff\xff\xff\xa1a", "incomplete input"),
        (b"\xc6\xff\xff\xff\xff", "4294967295 bytes are missing"),
        (b"\xdb\x7f\xff\xff\xffa", "bytes are missing"),
        (b"\x91" * 101 + b"\x00", "nests deeper than 100 levels"),
        (b"\x81\x90\x00", "list is not allowed for map key"),
        (b"\x81\x01\x00", "int is not allowed for map key"),
        (b"\xa1\xff", "not valid UTF-8"),
        (b"\xd4\x05a", "no extension type 5"),
        (b"\xc7\x05\xff12345", "a timestamp has 5 bytes"),
        (b"\xc7\x0c\xff" + bytes(4) + b"\x7f" * 8, "out of range"),
        (msgpack.packb({b"__decimal__": True, b"data": "x"}), "cannot be read"),
        (msgpack.packb({b"__uuid__": True}), "cannot be read"),
        (msgpack.packb({b"__dt_timedelta__": True, b"data": [10**10, 0, 0]}), "cannot be read"),
        (array_map(shape=[-1]), "has the shape [-1]"),
        (array_map(shape=["a"]), "has the shape"),
        (array_map(shape=[2**4, 2**60 + 2]), "bytes, 8 came"),
        (array_map(type="O"), "would be pickled"),
        (array_map(type="nonsense"), "cannot be read"),
        (array_map(type=5), "is of type 5"),
        (array_map(shape=[1] * 100), "cannot be read"),
        (msgpack.packb({b"nd": True, b"type": "<f8"}), "lacks the member"),
    ],
)
def test_what_is_refused(data, why):
    with pytest.raises(WorkerError) as caught:
        decode(Frame(protocol.REQUEST, payload=data), CONTEXT)
    assert caught.value.code == "REQUEST_BODY_INVALID"
    assert caught.value.message.startswith("Unrecognized request format: ")
    assert why in caught.value.message


def test_a_timestamp_is_a_datetime():
    moment = dt.datetime(2022, 1, 2, 3, 4, 5, 6000, dt.timezone.utc)
    assert unpacked(msgpack.packb(moment, datetime=True)) == moment
    assert unpacked(b"\xd6\xff" + struct.pack(">I", 5)) == dt.datetime(1970, 1, 1, 0, 0, 5, tzinfo=dt.timezone.utc)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [1, {"b": object()}]}, "The answer cannot be encoded as msgpack at a[1].b: it is of type object"),
        ([2**64], "The answer cannot be encoded as msgpack at [0]: it is an integer of more than 64 bits"),
        (
            {"t": dt.time(1, tzinfo=dt.timezone.utc)},
            "The answer cannot be encoded as msgpack at t: it is a time with a time zone",
        ),
        ({("a",): 1}, "The answer cannot be encoded as msgpack: it has a key of type tuple"),
    ],
)
def test_what_cannot_be_written_is_named(value, message):
    with pytest.raises(WorkerError, match="encoded as msgpack") as caught:
        encode(value, REQUEST, CONTEXT)
    assert (caught.value.code, caught.value.message) == ("RESULT_NOT_ENCODABLE", message)


def test_a_value_that_holds_itself():
    endless = []
    endless.append(endless)
    with pytest.raises(WorkerError, match="nests too deeply"):
        encode(endless, REQUEST, CONTEXT)
    with pytest.raises(NotPackableError):
        packed({"a": object()})


@pytest.mark.parametrize(
    ("array", "value"),
    [
        (np.array([[1, 2], [3, 4]], ">i2"), [[1, 2], [3, 4]]),
        (np.array([1.5, 2.5], "f2"), [1.5, 2.5]),
        (np.array(True), True),
        (np.array(["ab", "c"]), ["ab", "c"]),
        (np.array(["é"], ">U2"), ["é"]),
        (np.array([b"ab"]), [b"ab"]),
        (np.array([1 + 2j]), [1 + 2j]),
        (np.zeros((2, 0, 3)), [[], []]),
    ],
)
def test_arrays_without_numpy(array, value):
    assert read_plain(array.dtype.str, list(array.shape), array.tobytes()) == value


@pytest.mark.parametrize(
    ("kind", "shape", "data"),
    [
        ("<M8[ns]", [1], bytes(8)),
        ("O", [1], bytes(8)),
        ("<f8", [2], bytes(8)),
        ("<f8", [10**9, 0], b""),
        ("<i3", [], b""),
    ],
)
def test_arrays_that_only_numpy_reads(kind, shape, data):
    with pytest.raises(MsgpackError):
        read_plain(kind, shape, data)


def test_in_a_worker_without_numpy(start):
    worker = start("""
        import sys

        class Model:
            def predict(self, request):
                same = request["inputs"] is request["instances"]
                return {"got": request, "same": same, "numpy": "numpy" in sys.modules}
    """)
    worker.ready()
    answer = worker.ask(packed({"inputs": np.array([[1, 2]])}), form=2)
    assert (answer.kind, answer.form) == (protocol.RESULT, 2)
    assert unpacked(answer.payload) == {"got": {"inputs": [[1, 2]]}, "same": True, "numpy": False}
    answer = worker.ask(b"\xc1", form=2, id=2)
    assert answer.header["message"].startswith("Unrecognized request format: Unpack failed: byte 0xc1 is never used")
    # Asked for in JSON.
    assert b'"got":{"inputs":[1]}' in worker.ask(packed({"inputs": [1]}), form=2, accept=1, id=3).payload
