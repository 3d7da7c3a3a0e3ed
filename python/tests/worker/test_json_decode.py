"""Bodies: what is taken, what is refused and where it says the error is."""

import itertools
import json
import math
import sys

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truss_worker.errors import WorkerError
from truss_worker.values import json_decode
from truss_worker.values.json_decode import decode_json, make_parse

PARSERS = [pytest.param(make_parse(None), id="json"), pytest.param(make_parse(orjson), id="orjson")]


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is not valid JSON: Expecting value at line 1, column 1 (position 0)"),
        (b'{"a":\n ', "The body is not valid JSON: Expecting value at line 2, column 2 (position 7)"),
        (b"[1,\n2", "The body is not valid JSON: Expecting ',' delimiter at line 2, column 2 (position 5)"),
        (b'{"a": 1} x', "The body is not valid JSON: Extra data at line 1, column 10 (position 9)"),
        (b'{"a":\n"\xff"}', "The body is not valid UTF-8: byte 0xff at line 2, column 2 (position 7)"),
        (b"[" * 101 + b"]" * 101, "The body nests deeper than 100 levels"),
        (b'{"a":' * 101 + b"1" + b"}" * 101, "The body nests deeper than 100 levels"),
        (b"[" * 200_000 + b"]" * 200_000, "The body nests deeper than 100 levels"),
        (b"[" * 200_000, "The body nests deeper than 100 levels"),
    ],
)
def test_refused(parse, body, message):
    with pytest.raises(WorkerError) as caught:
        decode_json(body, 100, parse)
    assert caught.value.code == "REQUEST_BODY_INVALID"
    assert caught.value.message == message


def test_a_file_that_was_sent_as_json_is_told_what_it_needs():
    with pytest.raises(WorkerError) as caught:
        decode_json(b"\x89PNG\r\n", 100)
    what, _, then = caught.value.message.partition("; ")
    assert what == "The body is not valid UTF-8: byte 0x89 at line 1, column 1 (position 0)"
    assert then == "a body that is no JSON needs its own Content-Type, such as image/png or text/plain"


def test_hints_for_common_mistakes():
    for body, word in [
        (b" ", "Send a JSON body"),
        (b"{'inputs': [1]}", "double quotes"),
        (b"GIF89a", "its own Content-Type"),
    ]:
        with pytest.raises(WorkerError) as caught:
            decode_json(body, 100)
        assert word in caught.value.hint
    for body in (b"{1}", b"[nan]", b"tru"):
        with pytest.raises(WorkerError) as caught:
            decode_json(body, 100)
        assert caught.value.hint is None


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"[" * 100 + b"]" * 100, None),
        (b'["' + b"[" * 300 + b'\\"[[{"]', ["[" * 300 + '"[[{']),
        (b"[18446744073709551616, -9223372036854775809]", [2**64, -(2**63) - 1]),
        (b"[1e400, -Infinity]", [math.inf, -math.inf]),
        (b'"\\ud800"', "\ud800"),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b" null ", None),
    ],
)
def test_taken(parse, body, value):
    decoded = decode_json(body, 100, parse)
    assert value is None or decoded == value


@pytest.mark.parametrize("parse", PARSERS)
def test_long_integers_are_whole_beside_fractions_that_are_as_long(parse):
    text = b"[0.00012345678901234567, 1.1234567890123456789, 18446744073709551617, 18446744073709551617.5, 1.000e000, "
    text += b'"a.12345678901234567890", 0.1111111111111111111111]'
    assert decode_json(text, 100, parse) == [
        *(0.00012345678901234567, 1.1234567890123456789, 2**64 + 1, 18446744073709551617.5, 1.0),
        *("a.12345678901234567890", 0.1111111111111111111111),
    ]


@pytest.mark.parametrize("has_numpy", [True, False])
@pytest.mark.parametrize("offset", range(-24, 6))
def test_long_integers_are_found_wherever_they_lie_in_a_large_body(offset, has_numpy, monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", np if has_numpy else None)
    places = [json_decode._BLOCK_BYTES + offset, 2 * json_decode._BLOCK_BYTES + offset, 700_000]
    for place, integer in itertools.product(places, [2**64 + 1, 2**63 - 1, -(2**63) - 1]):
        body = b"[" + b" " * (place - 1) + str(integer).encode() + b", 0.00392156862745098]"
        assert decode_json(body, 100, make_parse(orjson)) == [integer, 0.00392156862745098]


@pytest.mark.parametrize("digits", [18, 19])
def test_a_large_body_without_long_integers_is_not_looked_through_twice(digits):
    text = ("[" + ", ".join(["1.5"] * 30_000) + ", " + "9" * digits + "]").encode()
    assert json_decode._has_long_run(text) is (digits == 19)


def test_nan_is_taken_as_it_always_was():
    assert math.isnan(decode_json(b"NaN", 100))


json_texts = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
).map(json.dumps)


@given(json_texts)
def test_equal_with_and_without_orjson(text):
    fast, plain = (decode_json(text.encode(), 100, make_parse(module)) for module in (orjson, None))
    assert repr(fast) == repr(plain)


@given(st.binary(max_size=60) | json_texts.map(lambda text: text[:-1].encode()))
def test_refused_alike_with_and_without_orjson(body):
    assert outcome(body, orjson) == outcome(body, None)


def outcome(body, module):
    try:
        return repr(decode_json(body, 100, make_parse(module)))
    except WorkerError as error:
        return error.message
