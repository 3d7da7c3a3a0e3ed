"""The list of frameworks, and a second framework beside those that Truss has: what a new one has to bring, tried."""

import json
import sys
from statistics import NormalDist

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from client.conftest import PROGRAMS
from client.framework_conformance import FrameworkConformance, Sample, run_in_tests
from truss.errors import FrameworkNotSupportedError
from truss.frameworks import known
from truss.frameworks.known import KnownFramework, framework_of

NUMBERS = [3.0, 5.0, 6.5]
NORMAL = KnownFramework("normal", package="statistics", module="client.normal_framework")


def normal():
    model = NormalDist(5, 2)
    return Sample(model, NUMBERS, NUMBERS, lambda: {"predictions": [model.cdf(number) for number in NUMBERS]})


class TestNormal(FrameworkConformance):
    known = NORMAL
    samples = {"a distribution": normal}
    refused = {"no width": lambda: NormalDist(5, 0)}
    others = [lambda: LinearRegression().fit(np.array([[0.0], [1.0]]), [0.0, 1.0])]


def test_recognising_a_model_imports_no_other_framework():
    loaded = json.loads(run_in_tests(PROGRAMS / "recognise_normal.py"))
    assert "client.normal_framework" in loaded
    assert "truss.frameworks.sklearn" not in loaded


def test_a_refusal_names_the_frameworks_and_imports_none(monkeypatch):
    absent = KnownFramework("absent", package="no_such_package", module="no_such_module")
    monkeypatch.setattr(known, "FRAMEWORKS", (*known.FRAMEWORKS, absent))
    with pytest.raises(FrameworkNotSupportedError, match=r"It takes models of: .*sklearn, .*absent"):
        framework_of({"a": 1})
    assert "no_such_module" not in sys.modules


def test_the_first_that_recognises_a_model_takes_it(monkeypatch):
    first = NORMAL._replace(name="first")
    monkeypatch.setattr(known, "FRAMEWORKS", (first, *known.FRAMEWORKS))
    assert framework_of(NormalDist(5, 2)).name == "normal"
    assert framework_of(LinearRegression()).name == "sklearn"
