"""What every framework promises to the packing: a suite of tests that a framework's own test derives from.

`test_sklearn.py` is the example. The promises themselves are in the docstrings of `truss/frameworks/framework.py`.
"""

import ast
import dataclasses
import json
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest.mock import MagicMock

import numpy as np
import pytest

from client.conftest import PROGRAMS, checked, run_python, told_afresh
from truss._packing.distributions import InstalledDistributions, normalise
from truss._packing.import_scan import Source, imports_of
from truss._packing.locate import locate
from truss._packing.pack import pack
from truss._packing.recorder import record
from truss._stdlib import is_stdlib
from truss.errors import FrameworkNotSupportedError, TrussError
from truss.frameworks import known
from truss.frameworks.framework import Framework
from truss.frameworks.known import KnownFramework, framework_of
from truss_worker.values.json_encode import to_plain


class Sample(NamedTuple):
    """A model to hold a framework's promises against."""

    model: Any
    inputs: Sequence[Any]
    """Rows of a request, as JSON."""
    rows: Any
    """The same rows as the model's own method takes them."""
    ask: Callable[[], Mapping[str, Any]]
    """Gives the answer that the truss owes to these rows, by the live object itself."""


# Objects of no framework; the third has every attribute that is looked for.
STRANGERS = [None, "text", MagicMock(), SimpleNamespace(predict=len), {"a": 1}, [1.0], len, lambda rows: rows, sys]


# What frameworks know the objects of: importing one of these takes seconds and memory.
PACKAGES = {each.package for each in known.FRAMEWORKS} - {"builtins"}


def distribution_of(package):
    """The name of the distribution that has a package; None where none is installed."""
    module = locate(package)
    owner = None if module is None else InstalledDistributions().owner_of(module)
    return None if owner is None else normalise(owner.metadata["Name"])


class FrameworkConformance:
    """Runs every promise for every sample. Derive from it, and set what follows.

    Attributes:
        known: the framework's line in the list, which is added to the list where it is not there.
        samples: models that can be packed, by what is special about each.
        refused: models that it recognises, and that can answer nothing.
        others: models of other frameworks.
        strangers: objects of no framework, or of none but the one for anything else.
    """

    known: KnownFramework
    samples: Mapping[str, Callable[[], Sample]]
    refused: Mapping[str, Callable[[], Any]]
    others: Sequence[Callable[[], Any]] = ()
    strangers: Sequence[Any] = STRANGERS

    def pytest_generate_tests(self, metafunc):
        """One test for each sample, and for each refusal."""
        for argument, names in (("name", self.samples), ("refused_name", self.refused)):
            if argument in metafunc.fixturenames:
                metafunc.parametrize(argument, names)

    @pytest.fixture(autouse=True)
    def _in_the_list(self, monkeypatch):
        if self.known not in known.FRAMEWORKS:
            monkeypatch.setattr(known, "FRAMEWORKS", (*known.FRAMEWORKS, self.known))

    @pytest.fixture
    def framework(self) -> Framework:
        return self._framework()

    @pytest.fixture
    def made(self):
        """All samples, by their names."""
        return self._made()

    @pytest.fixture
    def sample(self, name, made):
        return made[name]

    @pytest.fixture
    def workplace(self, tmp_path, monkeypatch):
        """An empty working directory."""
        workplace = tmp_path / "workplace"
        workplace.mkdir()
        monkeypatch.chdir(workplace)
        return workplace

    @pytest.fixture
    def stored(self, framework, sample, workplace):
        """A sample written: its description, its folder, and what `write` said."""
        folder = workplace / "model"
        folder.mkdir()
        with framework.ready(sample.model) as model:
            description = framework.describe(model, None)
            by_value = record(framework.made_of(model, description)).by_value
            stored = framework.write(model, description, folder, by_value)
        assert by_value or not stored.has_code
        return description, folder, stored

    @pytest.fixture
    def answers(self, tmp_path_factory):
        """Of all samples by their names: the answer of a fresh process, that of the object, and what packing gave."""
        return self._answers(tmp_path_factory.getbasetemp())

    @classmethod
    def _framework(cls):
        return import_module(cls.known.module).FRAMEWORK

    @classmethod
    @cache
    def _made(cls):
        return {name: make() for name, make in cls.samples.items()}

    @classmethod
    @cache
    def _answers(cls, base):
        """All at once: a fresh process costs more than all that it does here."""
        folder = base / f"packed-{cls.__name__}"
        folder.mkdir()
        expected, packed, requests = {}, {}, []
        for number, (name, sample) in enumerate(cls._made().items()):
            expected[name] = answer_of(sample)
            directory = folder / str(number)
            directory.mkdir()
            packed[name] = pack(cls._framework(), sample.model, directory, None)
            requests.append((directory, {"inputs": sample.inputs}))
        told = told_afresh(requests, cwd=folder)
        cls._imported = set(told["packages"])
        answers = dict(zip(packed, checked(told["answers"])))
        return {name: (answers[name], expected[name], packed[name]) for name in packed}

    # The list.

    def test_the_list_names_it_as_it_names_itself(self, framework):
        assert self.known.name == framework.name

    def test_its_models_are_found_to_be_its_own(self, framework, sample):
        assert framework_of(sample.model) is framework

    def test_other_objects_are_not_its_own(self, framework, made):
        for stranger in self.strangers:
            assert framework.recognises(stranger) is False
            assert _framework_or_none(stranger) is not framework
        for other in self.others:
            assert framework.recognises(other()) is False
        for sample in made.values():
            assert framework.recognises(type(sample.model)) is False

    def test_its_module_brings_nothing_of_the_library(self):
        brought = json.loads(run_in_tests(PROGRAMS / "ask_framework.py", self.known.module))
        assert self.known.package not in brought
        ours = {"truss", self.known.module.partition(".")[0]}
        assert {name.partition(".")[0] for name in brought if not is_stdlib(name)} <= ours

    def test_it_is_not_imported_for_the_models_of_others(self):
        assert self.known.module not in json.loads(run_in_tests(PROGRAMS / "ask_list.py", *self.known))

    # Its answers, one by one.

    def test_what_can_answer_passes_the_check(self, framework, sample):
        with framework.ready(sample.model) as model:
            assert framework.check(model) is None

    def test_what_can_answer_nothing_is_refused_with_a_way_out(self, framework, refused_name):
        model = self.refused[refused_name]()
        assert framework.recognises(model)
        with pytest.raises(TrussError) as caught, framework.ready(model) as ready:
            framework.check(ready)
        assert type(model).__name__ in caught.value.message
        assert caught.value.hint

    def test_a_description_is_data_and_the_same_each_time(self, framework, sample):
        with framework.ready(sample.model) as model:
            description = framework.describe(model, None)
            assert repr(framework.describe(model, None)) == repr(description)
        with pytest.raises(dataclasses.FrozenInstanceError):
            description.inputs = []
        assert json.loads(json.dumps([to_plain(description.sample), description.metadata], allow_nan=False))
        for tensor in (*description.inputs, *description.outputs):
            assert tensor.shape[0] == -1

    def test_it_writes_the_object_into_its_folder_and_nothing_elsewhere(self, stored, workplace):
        _, folder, written = stored
        assert (folder / written.file).exists()
        assert list(workplace.iterdir()) == [folder]

    def test_its_code_is_the_same_each_time_and_for_people(self, framework, stored, tmp_path):
        description, _, written = stored
        code = framework.template(description, written)
        assert framework.template(description, written) == code
        assert written.file in ast.get_docstring(ast.parse(code.source))
        assert "# def preprocess(self, request):" in code.source
        assert "$" not in code.source
        assert max(map(len, code.source.splitlines())) <= 120

    def test_its_code_imports_what_it_needs_and_no_more(self, framework, stored, tmp_path):
        description, _, written = stored
        file = tmp_path / "model.py"
        file.write_text(framework.template(description, written).source, "utf-8")
        installed = InstalledDistributions()
        needed = {normalise(need.distribution) for need in framework.needs(description, written)}
        for name in imports_of(Source(file, "model")):
            owner = None if is_stdlib(name) else installed.owner_of(locate(name))
            # Without an owner it is Truss itself, or code of the user's, which is copied.
            assert owner is None or normalise(owner.metadata["Name"]) in needed, name

    def test_its_needs_are_installed_and_explained(self, framework, stored):
        description, _, written = stored
        needs = framework.needs(description, written)
        installed = InstalledDistributions()
        assert [need.distribution for need in needs if installed.named(need.distribution) is None] == []
        assert all(need.why for need in needs)
        assert len({normalise(need.distribution) for need in needs}) == len(needs)

    def test_its_answer_is_the_object_s_own(self, framework, sample):
        with framework.ready(sample.model) as model, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            description = framework.describe(model, sample.rows)
            answer = to_plain(framework.answer(model, description, sample.rows))
        assert_same(answer, answer_of(sample))

    # All of them together.

    def test_what_was_written_answers_afresh_as_the_object_does(self, answers, name):
        answer, expected, _ = answers[name]
        assert_same(answer, expected)

    def test_it_imports_no_framework_that_it_does_not_use(self, answers):
        """But what it requires, and what the libraries of these import by themselves."""
        required = {normalise(each.name) for _, _, packed in answers.values() for each in packed.requirements}
        used = [package for package in PACKAGES if distribution_of(package) in required]
        allowed = json.loads(run_python(PROGRAMS / "import_packages.py", *used))
        assert self._imported & PACKAGES <= set(allowed)

    def test_the_object_answers_as_before(self, answers, name, sample):
        _, expected, _ = answers[name]
        assert_same(answer_of(sample), expected)

    def test_the_signature_describes_the_answer(self, answers, name):
        answer, _, packed = answers[name]
        told = packed.config["signature"]["outputs"]
        outputs = {output["name"]: output["shape"] for output in told}
        texts = {output["name"]: [-1] for output in told if output.get("content_type") == "json"}
        shapes = {name: [-1, *shape[1:]] for name, value in answer.items() if (shape := shape_of(value)) is not None}
        assert outputs == {**shapes, **texts}

    def test_the_user_s_rows_become_an_example(self, framework, sample, workplace):
        packed = pack(framework, sample.model, workplace, sample.rows)
        [example] = packed.examples
        assert len(example.input["inputs"]) == len(sample.inputs)
        assert {file.name for file in workplace.iterdir()} <= {"data", "model", "packages"}


def _framework_or_none(model):
    try:
        return framework_of(model)
    except FrameworkNotSupportedError:
        return None


def run_in_tests(program, *arguments):
    """Runs a program that may import what lies beside this file."""
    return run_python(program, *arguments, env={"PYTHONPATH": str(PROGRAMS.parents[1])})


def answer_of(sample):
    """What the live object answers, as JSON; what its library warns of meanwhile is no matter of the truss's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return to_plain(sample.ask())


def shape_of(value):
    """The shape of an answer's value; None where its rows are not all alike."""
    try:
        return np.asarray(value).shape
    except ValueError:
        return None


def assert_same(actual, expected):
    """Compares two answers, floats up to what a sum in another order may change."""
    if isinstance(expected, dict):
        assert list(actual) == list(expected)
        for name in expected:
            assert_same(actual[name], expected[name])
    elif isinstance(expected, list):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            assert_same(one, other)
    elif isinstance(expected, float):
        assert actual == pytest.approx(expected, rel=1e-9)
    else:
        assert actual == expected
