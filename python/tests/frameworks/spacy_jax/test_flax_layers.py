"""Each layer of flax.linen and of flax.nnx answers as a truss as it does alone.

Layers that take the same batch are outputs of one module; with TEST_FULL each is one of its own, too.
"""

import os
import traceback

import numpy as np
import pytest
from flax import linen, nnx

from client.conftest import outcomes_afresh
from frameworks.spacy_jax import flax_layers
from truss._packing.pack import pack
from truss.frameworks.known import framework_of

IS_FULL = os.environ.get("TEST_FULL") == "1"
MAKERS = {"linen": flax_layers.of_linen, "nnx": flax_layers.of_nnx}
TABLES = {"linen": flax_layers.LINEN, "nnx": flax_layers.NNX}


def cases():
    """Library, kind of batch, and the names of layers."""
    for library, table in TABLES.items():
        for kind, layers in table.items():
            yield library, kind, tuple(layers)
            if IS_FULL:
                yield from ((library, kind, (name,)) for name in layers)


CASES = list(cases())
# What numbers of few bits are rounded to differs between what is compiled alone and in one.
ROUNDED = {"bfloat16": 2e-2, "float16": 2e-3, "fp8": 5e-2}


def flat(name, output):
    """The arrays of an output by the names that they have in an answer."""
    if isinstance(output, dict):
        return {key: value for part, each in output.items() for key, value in flat(f"{name}_{part}", each).items()}
    if isinstance(output, (list, tuple)):
        return {key: value for place, each in enumerate(output) for key, value in flat(f"{name}_{place}", each).items()}
    return {name: np.asarray(output).astype("float32")}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What the layers give themselves, and what their truss does in a fresh process; or what went wrong."""
    folder = tmp_path_factory.mktemp("layers")
    expected, requests, failed = {}, {}, {}
    for number, case in enumerate(CASES):
        library, kind, names = case
        directory = folder / str(number)
        directory.mkdir()
        batch = flax_layers.BATCHES[kind]
        try:
            model = MAKERS[library]({name: TABLES[library][kind][name] for name in names}, batch)
            given = model[0].apply(model[1], batch) if library == "linen" else flax_layers.ask_nnx(model, batch)
            expected[case] = {name: flat(name, output) for name, output in given.items()}
            pack(framework_of(model), model, directory, batch)
            requests[case] = (directory, {"inputs": batch.tolist()})
        except Exception:  # noqa: BLE001 - each tells of its own
            failed[case] = traceback.format_exc()
    answers = dict(zip(requests, outcomes_afresh(list(requests.values()), cwd=folder)))
    return {**{case: (expected[case], answer) for case, answer in answers.items()}, **failed}


@pytest.mark.parametrize(
    ("case", "name"), [pytest.param(case, name, id="-".join([*case[:2], name])) for case in CASES for name in case[2]]
)
def test_its_truss_answers_as_the_layer_does(outcomes, case, name):
    outcome = outcomes[case]
    assert not isinstance(outcome, str), outcome
    expected, answer = outcome
    assert "traceback" not in answer, answer["traceback"]
    rtol = next((each for kind, each in ROUNDED.items() if kind in name), 1e-4)
    for output, values in expected[name].items():
        np.testing.assert_allclose(
            answer["predictions" if len(answer) == 1 else output], values, rtol=rtol, atol=rtol / 10
        )


@pytest.mark.parametrize(
    ("library", "table", "out_of_place"),
    [
        (linen, flax_layers.LINEN, flax_layers.LINEN_OUT_OF_PLACE),
        (nnx, flax_layers.NNX, flax_layers.NNX_OUT_OF_PLACE),
    ],
)
def test_each_layer_is_tried_or_is_out_of_place(library, table, out_of_place):
    tried = {*flax_layers.tried(table), *{f"{name}Cell" for name in flax_layers.tried(table)}}
    if library is linen:
        tried.add("Fp8DirectDotGeneralOp")
    assert flax_layers.there(library) - tried == out_of_place
