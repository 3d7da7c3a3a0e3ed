"""Speaks the engine protocol the way the tests want: answers late, out of order, with progress, or not at all."""

import json
import os
import signal
import sys
import threading

lock = threading.Lock()
released = threading.Event()
taken_back = []


def send(**message):
    with lock:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def hello(number, params):
    if params["truss"] == "0.0.1":
        send(id=number, error={"code": "ENGINE_VERSION_MISMATCH", "message": "too old"})
    else:
        send(id=number, result={"protocol": 1, "truss": params["truss"], "home": "/home/of/truss"})


def echo(number, params):
    send(id=number, result=params)


def fail(number, params):
    send(id=number, error=params)


def count(number, params):
    for done in range(params["total"]):
        send(id=number, progress={"phase": "count", "message": "Counting", "done": done, "total": params["total"]})
    send(id=number, result=None)


def wait(number, params):
    """Is answered only after somebody's `release`."""
    send(id=number, progress={"phase": "wait", "message": "Waiting"})
    threading.Thread(target=lambda: (released.wait(), send(id=number, result={"server": "s1"}))).start()


def release(number, params):
    released.set()
    send(id=number, result=None)


def interrupt(number, params):
    """Does what Ctrl-C in a terminal does to Python; is never answered."""
    os.kill(os.getppid(), signal.SIGINT)


def event(number, params):
    send(event="server.log", params=params)
    send(id=number, result=None)


def take_back(number, params):
    taken_back.append(params)


def what_was_taken_back(number, params):
    send(id=number, result=taken_back)


def mumble(number, params):
    sys.stdout.write("not JSON\n")
    sys.stdout.flush()


def die(number, params):
    sys.stderr.write("out of luck\n")
    sys.stderr.flush()
    os._exit(3)


for line in sys.stdin:
    request = json.loads(line)
    globals()[request["method"]](request["id"], request["params"])
