"""Models that start threads and processes, fork, handle signals, and print from everywhere: the worker goes on."""

import json
import os
import signal

import pytest

from truss_worker.wire import protocol


@pytest.fixture(params=["def", "async def"], ids=["sync", "async"])
def serve(request, start):
    """A ready worker of a model whose predict has this body; in each of the two loops."""

    def serve_model(body, head="", files=None):
        lines = "".join(f"        {line}\n" for line in body.strip().splitlines())
        worker = start(f"{head.strip()}\nclass Model:\n    {request.param} predict(self, request):\n{lines}", files)
        worker.ready()
        return worker

    return serve_model


def answer(worker, **more):
    frame = worker.ask(b"[1,2]", **more)
    assert frame.kind == protocol.RESULT, frame
    return json.loads(frame.payload)


def test_threads(serve):
    worker = serve("""
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    return list(pool.map(lambda number: number * 2, request))
""")
    assert answer(worker) == [2, 4]


def test_a_thread_that_never_ends_does_not_keep_the_worker(serve):
    worker = serve("""
import threading
threading.Thread(target=threading.Event().wait).start()
return 1
""")
    assert answer(worker) == 1
    worker.half_close()
    assert worker.wait() == 0


def test_subprocesses(serve):
    worker = serve("""
import subprocess, sys, os
code = "import os; print([os.path.exists(f'/dev/fd/{number}') for number in (3, 4, 5)], os.getcwd())"
return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
""")
    # None of the worker's channels, and the truss's directory.
    assert answer(worker) == f"[False, False, False] {os.path.realpath(worker.directory)}\n"


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_multiprocessing(serve, method):
    worker = serve(
        f"""
import multiprocessing
with multiprocessing.get_context("{method}").Pool(2) as pool:
    return pool.map(double, request)
""",
        head="from doubling import double",
        files={"packages/doubling.py": "def double(number):\n    return number * 2\n"},
    )
    assert answer(worker) == [2, 4]
    assert answer(worker, id=2) == [2, 4]


def test_multiprocessing_with_a_function_of_the_models_own_file(serve):
    worker = serve(
        """
import multiprocessing
with multiprocessing.get_context("spawn").Pool(1) as pool:
    return pool.map(double, request)
""",
        head="def double(number):\n    return number * 2\n",
    )
    assert answer(worker) == [2, 4]


def test_a_process_with_a_queue(serve):
    worker = serve("""
import multiprocessing
context = multiprocessing.get_context("fork")
queue = context.Queue()
process = context.Process(target=lambda: queue.put(sum(request)))
process.start()
result = queue.get(timeout=20)
process.join()
return result
""")
    assert answer(worker) == 3


def test_a_fork_that_ends_and_one_that_comes_back(serve):
    worker = serve("""
import os, sys
child = os.fork()
if child == 0:
    if request == [1, 2]:
        os._exit(7)
    return "from the child"
return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
""")
    assert answer(worker) == 7
    # The child has no channels any more: its answer goes nowhere, and it ends.
    again = worker.ask(b"[]", id=2)
    assert again.kind == protocol.RESULT
    assert answer(worker, id=3) == 7


@pytest.mark.parametrize("name", ["SIGUSR1", "SIGTERM", "SIGINT", "SIGCHLD"])
def test_signals_that_the_model_handles(start, name):
    worker = start(f"""
        import os, signal
        from threading import Event

        class Model:
            def load(self):
                self.seen = []
                signal.signal(signal.{name}, lambda number, frame: self.seen.append(number))

            def predict(self, request):
                os.kill(os.getpid(), signal.{name})
                return self.seen
    """)
    worker.ready()
    assert answer(worker) == [getattr(signal, name)]


def test_a_signal_between_two_requests(start):
    worker = start("""
        import signal

        class Model:
            def load(self):
                self.seen = []
                signal.signal(signal.SIGUSR1, lambda number, frame: self.seen.append(number))

            def predict(self, request):
                return self.seen
    """)
    worker.ready()
    os.kill(worker.pid, signal.SIGUSR1)
    assert answer(worker) == [signal.SIGUSR1]


def test_an_alarm_of_the_model_interrupts_its_own_call(start):
    worker = start("""
        import signal, time

        def ring(number, frame):
            raise TimeoutError("too slow")

        class Model:
            def predict(self, request):
                signal.signal(signal.SIGALRM, ring)
                signal.setitimer(signal.ITIMER_REAL, 0.01)
                time.sleep(20)
    """)
    worker.ready()
    refused = worker.ask(b"1")
    assert refused.header["exception"]["type"] == "TimeoutError"


def test_prints_from_everywhere(serve):
    worker = serve(
        """
import ctypes, os, subprocess, sys, threading
print("print")
print("to stderr", file=sys.stderr)
os.write(1, b"descriptor\\n")
ctypes.CDLL(None).puts(b"C")
ctypes.CDLL(None).fflush(None)
thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()
subprocess.run(["sh", "-c", "echo child"], check=True)
sys.stdout.write("no line feed")
return 1
""",
        head="""
import atexit
print("import")
atexit.register(print, "atexit")
""",
    )
    assert answer(worker) == 1
    worker.half_close()
    output = worker.output()
    for text in ("import", "print", "to stderr", "descriptor", "C", "thread", "child"):
        assert f"{text}\n" in output
    assert "no line feed" in output
    assert output.rstrip().endswith("atexit")


def test_a_model_that_closes_or_replaces_its_streams(serve):
    worker = serve("""
import io, sys
if request == [1, 2]:
    sys.stdout, sys.stderr = io.StringIO(), None
    print("nowhere")
    return 1
sys.stdin.read()
return 2
""")
    assert answer(worker) == 1
    assert json.loads(worker.ask(b"1", id=2).payload) == 2
