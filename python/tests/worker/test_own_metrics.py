"""What a model counts with `truss.metrics`."""

import json
import math
import os
import subprocess
import sys

import pytest

from truss_worker.metrics import declare
from truss_worker.metrics.registry import MAX_SERIES, Registry
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame

COUNTING = """
    from truss import metrics

    rows = metrics.counter("rows", "Rows that were scored", labels=["kind"])
    plain = metrics.counter("plain_total", "Of one series")
    cache = metrics.gauge("cache_entries", "Entries of the cache")
    took = metrics.histogram("step_seconds", "Seconds of a step", buckets=[0.5, 1])

    class Model:
        def predict(self, request):
            rows.inc(len(request), kind="new")
            cache.set(len(request))
            took.observe(0.75)
            if request == [0]:
                import os
                pid = os.fork()
                if pid == 0:
                    rows.inc(1000, kind="new")
                    os._exit(0)
                os.waitpid(pid, 0)
"""


@pytest.fixture
def registry(monkeypatch):
    made = Registry()
    monkeypatch.setattr(declare, "REGISTRY", made)
    return made


def taken(registry):
    return {family.name: values for family, values in registry.take()}


class Told:
    """The sum of what a worker has told."""

    def __init__(self, worker):
        self._worker = worker
        self.families = {}

    def until(self, name, labels, value):
        while self._value(name, labels) != value:
            self._take(self._worker.life_frame())

    def _take(self, frame):
        assert (frame.kind, frame.aux, frame.header) == (protocol.METRICS, 0, {})
        for family in json.loads(frame.payload):
            series = self.families.setdefault(family["name"], {})
            for labels, change in family["series"]:
                known = series.get(tuple(labels), 0)
                series[tuple(labels)] = known + change if family["kind"] == "counter" else change

    def _value(self, name, labels):
        return self.families.get(name, {}).get(labels)


def test_changes_are_told_without_being_asked(start):
    worker = start(COUNTING)
    told = Told(worker)
    told.until("plain_total", (), 0)
    worker.ready()
    worker.ask(b"[1, 2]")
    told.until("rows_total", ("new",), 2)
    worker.ask(b"[1, 2, 3]", id=2)
    told.until("rows_total", ("new",), 5)
    told.until("cache_entries", (), 3)


def test_what_is_due_comes_before_the_answer_to_the_question_and_before_the_end(start):
    worker = start(COUNTING)
    told = Told(worker)
    told.until("plain_total", (), 0)
    worker.ready()
    total = 0
    for number in range(1, 20):
        worker.ask(b"[1]", id=number)
        worker.control.send(Frame(protocol.METRICS, aux=number))
        total += 1
        told.until("rows_total", ("new",), total)
        assert worker.life_frame() == Frame(protocol.METRICS, aux=number)
    worker.ask(b"[1]", id=100)
    worker.half_close()
    told.until("rows_total", ("new",), total + 1)


def test_what_a_forked_child_counts_is_nobodys(start):
    worker = start(COUNTING)
    told = Told(worker)
    told.until("plain_total", (), 0)
    worker.ready()
    worker.ask(b"[0]")
    worker.ask(b"[1]", id=2)
    told.until("rows_total", ("new",), 2)


def test_histograms_count_each_bucket_alone(registry):
    took = declare.histogram("size", "Sizes", buckets=[1, 2, math.inf])
    for value in (0.5, 1, 1.5, 3, math.inf):
        took.observe(value)
    assert taken(registry) == {"size": {(): (math.inf, [2, 1, 2])}}
    took.observe(2)
    assert taken(registry) == {"size": {(): (2.0, [0, 1, 0])}}


def test_the_seconds_of_a_block_are_counted_also_where_it_raises(registry):
    took = declare.histogram("step_seconds", "Seconds", labels=["step"])
    with pytest.raises(KeyError), took.time(step="a"):
        raise KeyError
    (_seconds, counts) = taken(registry)["step_seconds"][("a",)]
    assert sum(counts) == 1


def test_a_gauge_is_told_as_it_is_now(registry):
    entries = declare.gauge("entries", "Entries", labels=["of"])
    entries.inc(5, of="a")
    entries.dec(2, of="a")
    entries.set(math.nan, of="b")
    told = taken(registry)["entries"]
    assert told[("a",)] == 3
    assert math.isnan(told[("b",)])
    entries.inc(of="a")
    assert taken(registry) == {"entries": {("a",): 4}}


def test_the_same_metric_twice_is_one(registry):
    for _ in range(2):
        declare.counter("rows", "Rows", labels=["kind"]).inc(kind="a")
    assert taken(registry) == {"rows_total": {("a",): 2}}


@pytest.mark.parametrize(
    ("name", "labels", "message"),
    [
        ("my-rows", (), "'my_rows' would do"),
        ("2nd rows", (), "'nd_rows' would do"),
        ("", (), "cannot be called ''"),
        ("ns:rows", (), "'ns_rows' would do"),
        ("truss_rows", (), "the server's own"),
        ("x" * 300, (), "at most 200 characters, not 300"),
        ("rows", ["my-kind"], "'my_kind' would do"),
        ("rows", ["worker"], "every series has it already"),
        ("rows", ["__name__"], "every series has it already"),
        ("rows", ["a", "a"], "stands twice: a, a"),
        ("rows", [f"l{number}" for number in range(11)], "has 11 labels, at most 10"),
    ],
)
def test_names_that_cannot_be(registry, name, labels, message):
    with pytest.raises(ValueError, match=message):
        declare.counter(name, "Rows", labels)


def test_other_mistakes_of_a_declaration(registry):
    declare.counter("rows", "Rows")
    with pytest.raises(ValueError, match=r"rows_total already, and another one: its labels is \(\), not \('kind',\)"):
        declare.counter("rows_total", "Rows", ["kind"])
    with pytest.raises(ValueError, match="its kind is 'counter', not 'gauge'"):
        declare.gauge("rows_total", "Rows")
    with pytest.raises(TypeError, match=r"a list of names: \['kind'\], not 'kind'"):
        declare.gauge("other", "Rows", "kind")
    with pytest.raises(TypeError, match="is a text, not int"):
        declare.gauge(5, "Rows")
    with pytest.raises(ValueError, match="each larger than the one before"):
        declare.histogram("sizes", "Sizes", buckets=[1, 1])
    with pytest.raises(ValueError, match="each larger than the one before"):
        declare.histogram("sizes", "Sizes", buckets=[])
    with pytest.raises(ValueError, match="51 buckets, at most 50"):
        declare.histogram("sizes", "Sizes", buckets=range(51))
    with pytest.raises(ValueError, match="cannot be called 'le'"):
        declare.histogram("sizes", "Sizes", ["le"])


def test_mistakes_of_counting(registry):
    rows = declare.counter("rows", "Rows", ["kind"])
    with pytest.raises(ValueError, match="only grows: -1 cannot be added"):
        rows.inc(-1, kind="a")
    with pytest.raises(ValueError, match="has the labels kind; given were none"):
        rows.inc()
    with pytest.raises(ValueError, match="has the labels kind; given were sort"):
        rows.inc(sort="a")
    with pytest.raises(TypeError, match="counts numbers, not '5'"):
        rows.inc("5", kind="a")
    with pytest.raises(ValueError, match="counts numbers, not NaN"):
        declare.histogram("sizes", "Sizes").observe(math.nan)
    assert "rows_total" not in taken(registry)


def test_the_number_of_series_is_bounded_and_a_label_cut(registry, capsys):
    rows = declare.counter("rows", "Rows", ["client"])
    for number in range(MAX_SERIES + 5):
        rows.inc(client=number)
    rows.inc(client=0)
    assert len(taken(registry)["rows_total"]) == MAX_SERIES
    (line,) = capsys.readouterr().err.splitlines()
    assert f"there are {MAX_SERIES} series already: rows_total(client='{MAX_SERIES}')" in line
    other = Registry()
    declare.REGISTRY = other
    declare.counter("rows", "Rows", ["client"]).inc(client="x" * 1000)
    assert [len(client) for (client,) in taken(other)["rows_total"]] == [201]


def test_a_bad_name_says_so_when_the_model_loads(start):
    worker = start('from truss import metrics\nmetrics.gauge("a b", "")\nclass Model:\n    def predict(self, x): pass')
    failed = worker.failed()
    assert "'a_b' would do" in failed["exception"]["message"]


def test_outside_a_worker_it_counts_for_nobody():
    code = (
        "import truss; from truss import metrics; from truss.metrics import counter\n"
        "assert truss.metrics is metrics and metrics.counter is counter\n"
        "counter('rows', 'Rows').inc()"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": paths})
