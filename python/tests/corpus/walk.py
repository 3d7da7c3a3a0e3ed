"""Every estimator of scikit-learn, imbalanced-learn and category_encoders, packed, loaded afresh, and asked.

Its answers over V1, V2 and V2's binary form are held against the live object's. It runs in environments of its own
(`scripts/run-corpus.sh`), with the oldest and with the newest scikit-learn that Truss supports; pytest does not find a
file of this name by itself.
"""

import json
import warnings
from pathlib import Path

import pytest

from client.conftest import run_python
from corpus.answers import assert_same
from corpus.combinations import combinations
from corpus.estimators import all_classes, is_regressor, make
from corpus.fitting import fit_on_all
from corpus.packing import pack_case
from corpus.refused import REFUSED, UNFITTED

ANSWER = Path(__file__).parent / "programs" / "answer_corpus.py"
CLASSES = all_classes()
COMBINATIONS = combinations()
PYTHON_PATH = [str(Path(__file__).parents[2] / folder) for folder in ("src", "tests")]


@pytest.fixture(scope="module")
def walked(request, tmp_path_factory):
    """By name, each case with its answers. All at once: a fresh process costs more than most of what it does here."""
    folder = tmp_path_factory.mktemp("corpus")
    chosen = [item.callspec.params["name"] for item in request.session.items]
    cases = {name: _packed(name, folder / name) for name in chosen}
    made = [case for each in cases.values() for case in each if case.requests]
    stdin = json.dumps([case.to_json() for case in made])
    answers = json.loads(run_python(ANSWER, stdin=stdin, cwd=folder, env={"PYTHONPATH": ":".join(PYTHON_PATH)}))
    for case, answer in zip(made, answers):
        case.answers = answer
    return cases


def _packed(name, folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = (
            [COMBINATIONS[name]()]
            if name in COMBINATIONS
            else fit_on_all(make(CLASSES[name]), is_regressor(CLASSES[name]))
        )
    return [pack_case(name, each, folder / str(index)) for index, each in enumerate(fitted)]


@pytest.mark.parametrize("name", [*CLASSES, *COMBINATIONS])
def test_answers_as_the_live_object(walked, name):
    cases = walked[name]
    assert bool(cases) == (name not in UNFITTED), "nothing that it could be fitted on"
    for case in cases:
        assert not case.crash, f"{case.inputs}: {case.crash}"
        assert REFUSED.get(name, "") in case.refusal, f"{case.inputs}: {case.refusal}"
        assert bool(case.refusal) == (name in REFUSED), f"{case.inputs}: {case.refusal}"
        for form, answer in case.answers.items():
            assert_same(answer, case.expected[form], f"{case.inputs}, {form}")
