"""Receiving with and without polling: the same bytes, and an end."""

import socket
import threading

import pytest

from truss_worker.wire.receiver import Receiver


@pytest.fixture
def channel():
    front, worker = socket.socketpair()
    with front, worker:
        yield front, worker


@pytest.mark.parametrize("poll_seconds", [0.0, 60.0])
def test_what_is_sent_is_received_until_the_end(channel, poll_seconds):
    front, worker = channel
    receiver = Receiver(worker, poll_seconds)
    received = b""
    sender = threading.Thread(target=lambda: [front.send(b"%d" % digit) for digit in range(9)] and front.close())
    sender.start()
    while data := receiver.receive():
        received += data
    sender.join()
    assert received == b"012345678"


def test_it_sleeps_after_a_pause_that_was_too_long(channel, monkeypatch):
    front, worker = channel
    times = iter([0.0, 1.0, 1.0, 2.0])  # each wait takes a second of this clock, ten times the window
    monkeypatch.setattr("truss_worker.wire.receiver.perf_counter", lambda: next(times))
    receiver = Receiver(worker, 0.1)
    for sent in (b"a", b"b"):
        front.send(sent)
        assert receiver.receive() == sent  # polling would ask the clock once more


def test_it_polls_when_the_last_wait_was_short(channel, monkeypatch):
    front, worker = channel
    times = iter([0.0, 0.01, 1.0, 1.01, 1.02])  # the second wait asks once more, whether to poll on
    monkeypatch.setattr("truss_worker.wire.receiver.perf_counter", lambda: next(times))
    receiver = Receiver(worker, 0.1)
    for sent in (b"a", b"b"):
        front.send(sent)
        assert receiver.receive() == sent
    assert next(times, None) is None
