"""What people hand over of JAX, Flax and Equinox answers as a truss as it does alone: never as it trains."""

import traceback

import jax
import numpy as np
import pytest
from jax import export

from client.conftest import outcomes_afresh, run_python
from frameworks.served import assert_answers_everywhere
from frameworks.spacy_jax import jax_models
from frameworks.spacy_jax.jax_models import ROWS
from truss._packing.pack import pack
from truss.errors import TrussError
from truss.frameworks.known import framework_of
from truss_worker.values.json_encode import to_plain

CASES = {**jax_models.MODELS, **jax_models.TYPES, **jax_models.SAVED}
# What the last digits of half a number are depends on how it is compiled.
ROUNDED = {"half a network": 2e-2, "of bfloat16": 2e-2, "of float16": 2e-3}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Of each model what it answers itself, and what its truss does in a fresh process; or what went wrong."""
    folder = tmp_path_factory.mktemp("models")
    expected, requests, failed = {}, {}, {}
    for number, (name, make) in enumerate(CASES.items()):
        directory = folder / str(number)
        directory.mkdir()
        try:
            case = make(folder) if name in jax_models.SAVED else make()
            expected[name] = {key: np.asarray(value) for key, value in case.answers.items()}
            pack(framework_of(case.model), case.model, directory, case.examples)
            requests[name] = (directory, {"inputs": as_rows(ROWS if case.examples is None else case.examples)})
        except Exception:  # noqa: BLE001 - each tells of its own
            failed[name] = traceback.format_exc()
    answers = dict(zip(requests, outcomes_afresh(list(requests.values()), cwd=folder)))
    return {**{name: (expected[name], answer) for name, answer in answers.items()}, **failed}


def as_rows(examples):
    if isinstance(examples, tuple):
        examples = {f"input_{place}": each for place, each in enumerate(examples)}
    if isinstance(examples, dict):
        return [dict(zip(examples, row)) for row in zip(*map(to_plain_rows, examples.values()))]
    return to_plain_rows(examples)


def to_plain_rows(values):
    values = np.asarray(values)
    return to_plain(values.astype("float32") if values.dtype.name == "bfloat16" else values)


@pytest.mark.parametrize("name", CASES)
def test_its_truss_answers_as_the_model_does(outcomes, name):
    outcome = outcomes[name]
    assert not isinstance(outcome, str), outcome
    expected, answer = outcome
    assert "traceback" not in answer, answer["traceback"]
    assert set(answer) == set(expected)
    rtol = ROUNDED.get(name, 1e-4)
    for output, values in expected.items():
        np.testing.assert_allclose(answer[output], values.astype("float32"), rtol=rtol, atol=rtol / 10)


def fixed():
    rows = jax.ShapeDtypeStruct((3, 4), "float32")
    return export.export(jax.jit(lambda rows: rows * 2))(rows)


REFUSED = {
    "a module of Linen without its variables": (
        jax_models.Nets,
        "Nets is a module of Linen without its variables",
        "(module, variables)",
    ),
    "a program for a number of rows": (fixed, "takes 3 rows, no more and no less", "symbolic_shape"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_answer_is_refused_with_a_way_out(name):
    make, message, hint = REFUSED[name]
    model = make()
    with pytest.raises(TrussError, match=message) as caught:
        framework_of(model).check(model)
    assert hint in caught.value.hint


WIDE = """
import jax
jax.config.update("jax_enable_x64", True)
import sys, numpy as np, pathlib
from truss._packing.pack import pack
from truss.frameworks.known import framework_of
pack(framework_of(model := jax.jit(lambda rows: rows / 3)), model, pathlib.Path(sys.argv[1]), np.ones((2, 4)))
"""


def test_64_bits_stay_64(tmp_path):
    (tmp_path / "wide.py").write_text(WIDE)
    (tmp_path / "made").mkdir()
    run_python(tmp_path / "wide.py", tmp_path / "made", cwd=tmp_path)
    request = (tmp_path / "made", {"inputs": [[1.0, 0.1, 1e-20, 2.0]]})
    (answer,) = outcomes_afresh([request], cwd=tmp_path)
    assert answer["predictions"][0] == pytest.approx([1.0 / 3, 0.1 / 3, 1e-20 / 3, 2.0 / 3], rel=1e-15, abs=0)


def test_a_network_that_trains_answers_everywhere_as_it_answers(tmp_path):
    case = jax_models.trains()
    handle = assert_answers_everywhere(case.model, tmp_path / "made", ROWS, case.answers, examples=ROWS)
    assert [line.partition("==")[0] for line in handle.spec.requirements] == ["jax", "flatbuffers", "numpy"]
