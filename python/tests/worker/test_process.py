"""The life of a worker process: ready, requests, and every way in which it ends."""

import json
import os
import signal
import time

import pytest

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame
from worker.harness import TIMEOUT_SECONDS, Worker

ECHO = """
    class Model:
        def predict(self, request):
            return {"predictions": request["inputs"]}
"""


def test_ready_predict_exit(start):
    worker = start(ECHO)
    header = worker.ready()
    assert header["methods"] == {"predict": {"kind": "sync"}}
    assert header["needsRequest"] is False
    assert header["runtime"]["pid"] == worker.pid
    assert set(header["timingsMs"]) == {"import", "init", "load"}
    answer = worker.ask(b'{"inputs": [1]}', id=7)
    assert (answer.kind, answer.id, answer.form) == (protocol.RESULT, 7, protocol.FORM_JSON)
    assert answer.payload == b'{"predictions":[1]}'
    worker.half_close()
    assert worker.wait() == 0
    assert worker.output() == ""


def test_states_are_told_in_order(start):
    worker = start(ECHO)
    frames = [worker.control.receive() for _ in range(4)]
    states = [frame.header.get("state") for frame in frames]
    assert states == ["importing", "constructing", "loading", None]
    assert (frames[3].kind, frames[3].aux) == (protocol.READY, 1)


def test_requests_that_came_before_ready_and_before_the_half_close_are_answered(start):
    worker = start(ECHO)
    for number in range(1, 101):
        worker.request(b'{"inputs": [%d]}' % number, id=number)
    worker.half_close()
    worker.ready()
    answers = [worker.data.receive() for _ in range(100)]
    assert [(answer.id, answer.payload) for answer in answers] == [
        (number, b'{"predictions":[%d]}' % number) for number in range(1, 101)
    ]
    assert worker.data.receive() is None
    assert worker.wait() == 0
    assert worker.progress() == 100


def test_a_batch_is_treated_as_its_requests(start):
    worker = start(ECHO)
    requests = [Frame(protocol.REQUEST, number, payload=b'{"inputs": 1}', form=1) for number in (1, 2, 3)]
    worker.data.send(Frame(protocol.BATCH, aux=3), *requests)
    assert [worker.data.receive().id for _ in range(3)] == [1, 2, 3]
    assert worker.progress() == 3


@pytest.mark.parametrize("place", ["load", "predict"])
def test_the_end_of_the_control_channel_kills_the_whole_group(start, place):
    """Also while the model computes and does not look."""
    worker = start(f"""
        import subprocess, time

        class Model:
            def load(self):
                self.hang("load")

            def predict(self, request):
                self.hang("predict")

            def hang(self, place):
                if place == "{place}":
                    child = subprocess.Popen(["sleep", "1000"])
                    print("child", child.pid, flush=True)
                    with open("started", "w") as file:
                        file.write("")
                    time.sleep(1000)
    """)
    if place == "predict":
        worker.ready()
        worker.request(b"{}")
    wait_for_file(worker, "started")
    worker.control.socket.close()
    assert worker.wait() == -signal.SIGKILL
    child = int(worker.output().split()[1])
    assert_gone(child)


def test_a_killed_server_leaves_nothing_whichever_channel_ends_first(start):
    worker = start("""
        import subprocess

        class Model:
            def predict(self, request):
                return {"child": subprocess.Popen(["sleep", "1000"]).pid}
    """)
    worker.ready()
    child = json.loads(worker.ask(b"{}").payload)["child"]
    worker.data.socket.close()
    worker.control.socket.close()
    assert worker.wait() == -signal.SIGKILL
    assert_gone(child)


def wait_for_file(worker, name):
    path = worker.directory / name
    while not path.exists():
        assert os.waitpid(worker.pid, os.WNOHANG) == (0, 0), "the worker died"


def assert_gone(pid):
    """Waits for the end of a process that is nobody's child here: SIGKILL takes effect a moment after it was sent."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} lives"


def is_alive(pid):
    # A killed grandchild belongs to init, or to a reaper that is slow: a zombie is as good as gone.
    with open(f"/proc/{pid}/stat", "rb") if os.path.exists(f"/proc/{pid}/stat") else open(os.devnull, "rb") as stat:
        state = stat.read().rpartition(b")")[2].split()
    return bool(state) and state[0] not in (b"Z", b"X")


def test_progress_tells_what_had_begun_when_the_worker_was_killed(start):
    worker = start("""
        import time

        class Model:
            def predict(self, request):
                if request == "hang":
                    with open("started", "w") as file:
                        file.write("")
                    time.sleep(1000)
                return request
    """)
    worker.ready()
    for number, body in enumerate([b"1", b"2", b'"hang"', b"4", b"5"], 1):
        worker.request(body, id=number)
    wait_for_file(worker, "started")
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    assert worker.progress() == 3
    assert [worker.data.receive().id for _ in range(2)] == [1, 2]


def test_what_is_printed_is_there_line_by_line_and_from_below_python_too(start):
    worker = start("""
        import os, sys

        print("imported")

        class Model:
            def predict(self, request):
                print("grün")
                os.write(1, b"from C\\n")
                print("no newline", end="")
                print("error", file=sys.stderr)
                return sys.stdin.read()
    """)
    worker.ready()
    assert worker.ask(b"1").payload == b'""'
    worker.half_close()
    assert worker.wait() == 0
    assert worker.output() == "imported\ngrün\nfrom C\nno newlineerror\n" or worker.output().endswith("no newline")


@pytest.mark.parametrize("way", ["sys.exit(3)", "raise KeyboardInterrupt", "exit()", "raise SystemExit"])
def test_a_model_that_wants_to_end_the_process_fails_its_request_only(start, way):
    worker = start(f"""
        import sys

        class Model:
            def predict(self, request):
                if request == "end":
                    {way}
                return request
    """)
    worker.ready()
    error = worker.ask(b'"end"', id=1)
    assert (error.kind, error.header["code"]) == (protocol.ERROR, "MODEL_EXITED")
    assert worker.ask(b'"next"', id=2).payload == b'"next"'


def test_a_forked_child_has_no_channels(start):
    worker = start("""
        import contextlib, multiprocessing, os, stat

        def look(queue):
            channels = []
            for descriptor in (3, 4):
                with contextlib.suppress(OSError):
                    # The number alone says nothing: another file may have got it.
                    channels.append(stat.S_ISSOCK(os.fstat(descriptor).st_mode))
            queue.put(any(channels))

        class Model:
            def predict(self, request):
                context = multiprocessing.get_context("fork")
                queue = context.SimpleQueue()
                child = context.Process(target=look, args=(queue,))
                child.start()
                seen = queue.get()
                child.join()
                return seen
    """)
    worker.ready()
    assert worker.ask(b"1").payload == b"false"
    assert worker.ask(b"2", id=2).payload == b"false"


def test_a_forked_child_that_comes_back_to_the_worker_answers_nothing(start):
    worker = start("""
        import os

        class Model:
            def predict(self, request):
                child = os.fork()
                if child == 0:
                    return "from the child"
                return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    """)
    worker.ready()
    assert worker.ask(b"1").payload == b"-9"
    assert worker.ask(b"2", id=2).payload == b"-9"


@pytest.mark.parametrize(
    ("end", "status"), [("return 1", 0), ("sys.exit()", 0), ("sys.exit(3)", 3), ("sys.exit('bad')", 1), ("1 / 0", 1)]
)
def test_a_forked_child_that_comes_back_to_a_thread_ends(start, end, status):
    worker = start(
        f"""
        import os, sys

        class Model:
            def predict(self, request):
                child = os.fork()
                if child == 0:
                    {end}
                return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        """,
        limits={"predictConcurrency": 2},
    )
    worker.ready()
    assert worker.ask(b"1").payload == str(status).encode()
    assert worker.ask(b"2", id=2).payload == str(status).encode()


def test_a_program_that_the_model_starts_has_no_channels(start):
    worker = start("""
        import subprocess

        class Model:
            def predict(self, request):
                script = "for n in 3 4 5; do test -e /dev/fd/$n && echo $n; done; true"
                return subprocess.run(["sh", "-c", script], close_fds=False, capture_output=True, text=True).stdout
    """)
    worker.ready()
    assert worker.ask(b"1").payload == b'""'


def test_a_thread_that_never_ends_does_not_hold_up_the_end(start):
    worker = start("""
        import atexit, threading, time

        class Model:
            def load(self):
                threading.Thread(target=time.sleep, args=(1000,)).start()
                atexit.register(print, "goodbye")

            def predict(self, request):
                return request
    """)
    worker.ready()
    worker.half_close()
    assert worker.wait() == 0
    assert worker.output() == "goodbye\n"


def test_bytes_that_are_no_frames_end_the_worker(start):
    worker = start(ECHO)
    worker.ready()
    worker.data.socket.sendall(b"\xff" * 30)
    assert worker.wait() == 1
    assert "the data channel is broken" in worker.output()


def test_a_hello_that_is_no_hello(start):
    worker = start(ECHO, hello={"directory": "/"})
    failure = worker.failed()
    assert (failure["phase"], failure["code"]) == ("hello", "WIRE_PROTOCOL")
    assert worker.wait() == 1


def test_another_version_of_the_protocol(make_truss):
    with Worker(make_truss(ECHO), hello=False) as worker:
        worker.control.send(Frame(protocol.HELLO, aux=2, header=worker.hello()))
        failure = worker.failed()
        assert (failure["phase"], failure["code"]) == ("hello", "WIRE_UNSUPPORTED")


def test_reload_is_refused_and_the_worker_goes_on(start):
    worker = start(ECHO)
    worker.ready()
    worker.control.send(Frame(protocol.RELOAD, header={"what": "model"}))
    failure = worker.failed()
    assert (failure["phase"], failure["code"]) == ("reload", "WIRE_UNSUPPORTED")
    assert worker.ask(b'{"inputs": 1}').kind == protocol.RESULT
