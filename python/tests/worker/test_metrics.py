"""METRICS: what the model counts itself."""

import sys

from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

COUNTING = """
    from prometheus_client import Counter

    asked = Counter("asked", "How often.")

    class Model:
        def predict(self, request):
            asked.inc()
"""


def metrics(worker, number=7):
    worker.control.send(Frame(protocol.METRICS, aux=number))
    answer = worker.life_frame()
    assert (answer.kind, answer.aux) == (protocol.METRICS, number)
    return answer.payload.decode()


def test_the_counters_of_the_model_alone(start):
    worker = start(COUNTING, python=sys.executable)
    worker.ready()
    worker.ask(b"1")
    lines = [line for line in metrics(worker).splitlines() if not line.startswith("#")]
    assert lines[0] == "asked_total 1.0"
    assert not [line for line in lines if not line.startswith("asked_")]
    worker.ask(b"1", id=2)
    assert "asked_total 2.0" in metrics(worker, 8)


def test_a_model_that_counts_nothing(start):
    worker = start("class Model:\n    def predict(self, request): pass")
    worker.ready()
    assert metrics(worker) == ""


def test_a_collector_that_raises(start):
    source = """
        from prometheus_client import REGISTRY

        class Bad:
            def describe(self):
                return []

            def collect(self):
                raise ValueError("bad collector")

        REGISTRY.register(Bad())

        class Model:
            def predict(self, request): pass
    """
    worker = start(source, python=sys.executable)
    worker.ready()
    assert metrics(worker) == ""
    worker.half_close()
    assert "bad collector" in worker.output()


def test_while_the_model_loads(start):
    worker = start("""
        import os
        class Model:
            def load(self):
                open("go").read()
            def predict(self, request): pass
    """, files={"model/__init__.py": ""})  # fmt: skip
    # `load` fails at once; what matters is that the question does not end the worker before.
    worker.control.send(Frame(protocol.METRICS, aux=1))
    kinds = {worker.life_frame().kind, worker.life_frame().kind}
    assert kinds == {protocol.METRICS, protocol.FAILED}
