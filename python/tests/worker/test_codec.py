"""The codec against the vectors that the TypeScript codec passes too, cut at every byte, and against itself."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truss_worker.wire import protocol
from truss_worker.wire.codec import CodecError, Decoder, Frame, encode, encode_plain_chunk, encode_plain_result

VECTORS = Path(__file__).parents[3] / "test" / "wire-vectors"


def read_vectors():
    for path in sorted(VECTORS.glob("*.json")):
        for vector in json.loads(path.read_text("utf-8")):
            yield pytest.param(vector, id=f"{path.stem}: {vector['name']}")


def to_frame(described):
    return Frame(
        described["kind"],
        int(described["id"]),
        described["aux"],
        described["header"],
        bytes.fromhex(described["payloadHex"]),
        described["form"],
        described["accept"],
        described["flags"],
    )


def decoder_of(vector):
    return Decoder(vector.get("maxFrameBytes", protocol.DEFAULT_MAX_FRAME_BYTES))


def cuts_of(data):
    """The data whole, in single bytes, and cut in two at every byte."""
    yield [data]
    yield [data[i : i + 1] for i in range(len(data))]
    for i in range(1, len(data)):
        yield [data[:i], data[i:]]


@pytest.mark.parametrize("vector", list(read_vectors()))
def test_vector(vector):
    data = bytes.fromhex(vector["hex"])
    if "error" in vector:
        for pieces in cuts_of(data):
            with pytest.raises(CodecError) as caught:
                push_all(decoder_of(vector), pieces)
            assert caught.value.code == vector["error"]
            assert caught.value.kind == vector.get("kind")
        return
    frames = [to_frame(described) for described in vector["frames"]]
    assert b"".join(map(encode, frames)) == data
    for pieces in cuts_of(data):
        assert push_all(decoder_of(vector), pieces) == frames


def push_all(decoder, pieces):
    frames = [frame for piece in pieces for frame in decoder.push(piece)]
    assert decoder.is_between_frames
    return frames


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
some_frames = st.lists(
    st.builds(
        Frame,
        kind=st.sampled_from(sorted(protocol.KINDS)),
        id=st.integers(0, 2**64 - 1),
        aux=st.integers(0, 2**32 - 1),
        header=st.dictionaries(st.text(), json_values, max_size=4),
        payload=st.binary(max_size=300),
        form=st.integers(0, 255),
        accept=st.integers(0, 255),
        flags=st.integers(0, 255),
        memory=st.none(),
    ),
    max_size=5,
)


@given(some_frames, st.lists(st.integers(0, 2000)))
def test_round_trip(frames, cuts):
    data = b"".join(map(encode, frames))
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[start:stop] for start, stop in zip(edges, edges[1:])]
    assert push_all(Decoder(), pieces) == frames


@given(st.binary(max_size=200))
def test_any_bytes_are_frames_or_a_typed_error(data):
    with suppress(CodecError):
        assert all(frame.kind in protocol.KINDS for frame in Decoder(1000).push(data))


def test_a_plain_result_is_what_encode_gives():
    assert encode_plain_result(7, 9, 1, b"null") == encode(Frame(protocol.RESULT, 7, 9, form=1, payload=b"null"))


def test_a_plain_chunk_is_what_encode_gives():
    assert encode_plain_chunk(7, 6, b"item") == encode(Frame(protocol.CHUNK, 7, form=6, payload=b"item"))


def test_a_large_frame_in_small_pieces_is_joined_once():
    payload = bytes(range(256)) * 4096 * 8
    data = encode(Frame(protocol.REQUEST, 1, payload=payload))
    pieces = [data[i : i + 65536] for i in range(0, len(data), 65536)]
    (frame,) = push_all(Decoder(), pieces)
    assert frame.payload == payload
