"""Receiving with and without polling: the same frames, and an end."""

import json
import socket
import threading

import numpy as np
import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import CodecError, Decoder, Frame, encode
from truss_worker.wire.receiver import Receiver, receive_frames
from worker.v2_frames import body_of, context, frame, tensor

LARGE = np.arange(150_000, dtype="<f4")


@pytest.fixture
def channel():
    front, worker = socket.socketpair()
    with front, worker:
        yield front, worker


def large_request(values=LARGE, **more):
    described = tensor("FP32", list(values.shape), binary_data_size=values.nbytes)
    return frame({"inputs": [described], **more}, values.tobytes())


def receive_all(front, receive, sent):
    """What comes of bytes, whose sender does not wait for its reader."""
    sender = threading.Thread(target=lambda: front.sendall(sent) or front.close())
    sender.start()
    received = []
    while (frames := receive()) is not None:
        received += frames
    sender.join()
    return received


@pytest.mark.parametrize("poll_seconds", [0.0, 60.0])
def test_what_is_sent_is_received_until_the_end(channel, poll_seconds):
    front, worker = channel
    sent = [Frame(protocol.REQUEST, number, payload=b"%d" % number * number * 7000) for number in range(30)]
    receiver = Receiver(worker, Decoder(), poll_seconds)
    assert receive_all(front, receiver.receive, b"".join(map(encode, sent))) == sent


def test_it_sleeps_after_a_pause_that_was_too_long(channel, monkeypatch):
    front, worker = channel
    times = iter([0.0, 1.0, 1.0, 2.0])  # each wait takes a second of this clock, ten times the window
    monkeypatch.setattr("truss_worker.wire.receiver.perf_counter", lambda: next(times))
    receiver = Receiver(worker, Decoder(), 0.1)
    monkeypatch.setattr(receiver, "_look", lambda _: pytest.fail("it has polled"))
    for number in (1, 2):
        front.send(encode(Frame(protocol.REQUEST, number)))
        assert receiver.receive() == [Frame(protocol.REQUEST, number)]


def receiver_that_polls(front, worker, monkeypatch, times):
    """A receiver whose last wait was short, and which sees nothing at its next two looks. The times are its clock's."""
    monkeypatch.setattr("truss_worker.wire.receiver.perf_counter", lambda: next(times))
    receiver = Receiver(worker, Decoder(), 0.1)
    front.send(encode(Frame(protocol.REQUEST, 1)))
    receiver.receive()
    looks = iter([[], [], ["it has come"], pytest.fail])
    monkeypatch.setattr(receiver, "_look", lambda _: next(looks))
    front.send(encode(Frame(protocol.REQUEST, 2)))
    return receiver, looks


def test_it_polls_when_the_last_wait_was_short(channel, monkeypatch):
    times = iter([0.0, 0.01, 1.0, 1.0001, 1.0002, 1.0003, 1.0004])
    receiver, looks = receiver_that_polls(*channel, monkeypatch, times)
    assert receiver.receive() == [Frame(protocol.REQUEST, 2)]
    assert list(times) == []
    assert next(looks) is pytest.fail


def test_it_polls_no_more_for_a_second_when_others_had_the_processor(channel, monkeypatch):
    # The second look comes 5 ms after the first.
    first, crowded, later = [0.0, 0.01], [1.0, 1.0001, 1.0051, 1.006], [1.5, 1.51, 2.1, 2.1001, 2.11]
    receiver, looks = receiver_that_polls(*channel, monkeypatch, iter(first + crowded + later))
    assert receiver.receive() == [Frame(protocol.REQUEST, 2)]
    channel[0].send(encode(Frame(protocol.REQUEST, 3)))
    assert receiver.receive() == [Frame(protocol.REQUEST, 3)]
    channel[0].send(encode(Frame(protocol.REQUEST, 4)))
    assert receiver.receive() == [Frame(protocol.REQUEST, 4)]
    assert next(looks) is pytest.fail


def test_a_large_tensor_is_received_where_the_model_gets_it(channel):
    front, worker = channel
    decoder = Decoder()
    (request,) = receive_all(front, lambda: receive_frames(worker, decoder), encode(large_request()))
    assert request.payload == b""
    array = body_of(request, context())["x"]
    assert np.array_equal(array, LARGE)
    assert array.flags.aligned
    assert array.flags.writeable
    assert np.shares_memory(array, np.frombuffer(request.memory, np.uint8))


@pytest.mark.parametrize("padding", range(8))
def test_a_large_tensor_is_aligned_wherever_it_begins(channel, padding):
    front, worker = channel
    decoder = Decoder()
    sent = encode(large_request(id="x" * padding))
    (request,) = receive_all(front, lambda: receive_frames(worker, decoder), sent)
    assert np.shares_memory(body_of(request, context())["x"], np.frombuffer(request.memory, np.uint8))


def test_a_small_part_of_a_large_frame_does_not_keep_it(channel):
    front, worker = channel
    decoder = Decoder()
    described = [
        tensor("FP32", [4], name="small", binary_data_size=16),
        tensor("FP32", list(LARGE.shape), name="large", binary_data_size=LARGE.nbytes),
    ]
    sent = encode(frame({"inputs": described}, LARGE[:4].tobytes(), LARGE.tobytes()))
    (request,) = receive_all(front, lambda: receive_frames(worker, decoder), sent)
    body = body_of(request, context())
    assert np.array_equal(body["small"], LARGE[:4])
    memory = np.frombuffer(request.memory, np.uint8)
    assert not np.shares_memory(body["small"], memory)
    assert np.shares_memory(body["large"], memory)


def test_a_large_frame_of_another_form_is_bytes(channel):
    front, worker = channel
    sent = Frame(protocol.REQUEST, 1, 2, {"method": "chat"}, json.dumps(LARGE.tolist()).encode(), protocol.FORM_JSON, 1)
    decoder = Decoder()
    assert receive_all(front, lambda: receive_frames(worker, decoder), encode(sent)) == [sent]


def test_a_large_frame_with_too_long_a_header_is_refused(channel):
    front, worker = channel
    sent = bytearray(encode(large_request()))
    sent[20:24] = len(sent).to_bytes(4, "little")
    decoder = Decoder()
    with pytest.raises(CodecError, match="longer than its frame"):
        receive_all(front, lambda: receive_frames(worker, decoder), sent)
