"""When the items of a stream leave: at once while they come slowly, within moments while they come fast."""

import socket
import threading

import pytest

from truss_worker.loops.stream_sender import StreamSender


@pytest.fixture
def channel():
    front, worker = socket.socketpair()
    front.settimeout(60)
    with front, worker:
        yield front, worker


class Counting:
    """A socket that counts calls."""

    def __init__(self, end):
        self.end, self.calls = end, 0

    def sendmsg(self, pieces):
        self.calls += 1
        return self.end.sendmsg(pieces)


@pytest.fixture
def clock(monkeypatch):
    """Sets the time that it is."""
    now = [100.0]
    monkeypatch.setattr("truss_worker.loops.stream_sender.perf_counter", lambda: now[0])
    return lambda seconds: now.__setitem__(0, 100.0 + seconds)


def test_items_that_come_slowly_leave_at_once(channel, clock):
    front, worker = channel
    sender = StreamSender(worker, threading.Lock())
    for number in range(3):
        clock(number * 0.01)
        sender.send(b"%d" % number)
        assert front.recv(10) == b"%d" % number


def test_items_that_come_fast_leave_together(channel, clock):
    front, worker = channel
    counting = Counting(worker)
    sender = StreamSender(counting, threading.Lock())
    # Nobody else sends.
    sender._wake_helper = lambda: None
    for number in range(100):
        clock(number * 0.0001)
        sender.send(b"%02d" % number)
    sender.flush()
    assert front.recv(1000) == b"".join(b"%02d" % number for number in range(100))
    assert counting.calls < 15


def test_what_waits_leaves_when_nothing_comes_any_more(channel, clock):
    front, worker = channel
    sender = StreamSender(worker, threading.Lock())
    for round_number in range(3):
        clock(round_number)
        sender.send(b"a")
        assert front.recv(10) == b"a"
        sender.send(b"b")
        sender.send(b"c")
        received = b""
        while received != b"bc":
            received += front.recv(10)


def test_much_that_waits_leaves_before_its_time(channel, clock):
    front, worker = channel
    sender = StreamSender(worker, threading.Lock())
    sender._wake_helper = lambda: None
    clock(0)
    for _ in range(6):
        sender.send(b"x" * 10_000)
    received = 0
    while received < 50_000:
        received += len(front.recv(100_000))
