"""Every layer of keras.layers, and ways of putting layers together, becomes a truss that answers as the model does.

Layers that take the same batch are outputs of one model, since most of the time goes into compiling; with TEST_FULL
each is a model of its own, too.
"""

import os
import traceback

import keras
import numpy as np
import pytest

from client.conftest import outcomes_afresh
from frameworks.tensorflow import architectures, layers
from truss._packing.pack import pack
from truss.frameworks.known import framework_of

IS_FULL = os.environ.get("TEST_FULL") == "1"


def cases():
    """The layers, or the architecture, that a model has, and whether it is packed with examples."""
    yield from ((names, False) for names in layers.batches())
    yield from (((name,), True) for name in architectures.MODELS)
    if IS_FULL:
        yield from (((name,), False) for names in layers.batches() if len(names) > 1 for name in names)
        yield from (((name,), False) for name in architectures.MODELS)


CASES = list(cases())
TRIED = [
    pytest.param(names, has_examples, name, id=name + "-alone" * (len(names) == 1) + "-with examples" * has_examples)
    for names, has_examples in CASES
    for name in names
]

# Of ten bits and of seven: the eager model and the compiled one round in other places.
ROUNDED = {"mixed_precision": 1e-2, "bfloat16_throughout": 5e-2}


def test_each_layer_is_tried_or_is_out_of_place():
    assert layers.all_layers() == set(layers.LAYERS) | set(layers.OUT_OF_PLACE)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Of each case what the model answers itself and what its truss does in a fresh process, or what went wrong."""
    folder = tmp_path_factory.mktemp("layers")
    expected, requests, failed = {}, {}, {}
    for number, (names, has_examples) in enumerate(CASES):
        directory = folder / str(number)
        directory.mkdir()
        try:
            model, batch = make(names)
            expected[names, has_examples] = named(model(for_keras(batch), training=False))
            pack(framework_of(model), model, directory, batch if has_examples else None)
            requests[names, has_examples] = (directory, {"inputs": asked(model, batch)})
        except Exception:  # noqa: BLE001 - each layer tells of its own
            failed[names, has_examples] = traceback.format_exc()
    answers = dict(zip(requests, outcomes_afresh(list(requests.values()), cwd=folder)))
    return {**{case: (expected[case], answer) for case, answer in answers.items()}, **failed}


@pytest.mark.parametrize(("names", "has_examples", "name"), TRIED)
def test_its_truss_answers_as_the_model_does(outcomes, names, has_examples, name):
    outcome = outcomes[names, has_examples]
    assert not isinstance(outcome, str), outcome
    expected, answer = outcome
    assert "traceback" not in answer, answer["traceback"]
    for output in [name] if len(names) > 1 else expected:
        np.testing.assert_allclose(answer[output], expected[output], rtol=ROUNDED.get(name, 1e-4), atol=1e-5)


def make(names):
    keras.utils.set_random_seed(0)
    model, batch = architectures.MODELS[names[0]]() if names[0] in architectures.MODELS else layers.model_of(names)
    for weights in model.trainable_variables:
        # Ones and zeros, which norms begin with, would hide that they were lost.
        weights.assign_add(keras.random.normal(weights.shape, dtype=weights.dtype) / 10)
    return model, batch


def for_keras(batch):
    """A batch as Keras takes it: texts as a tensor."""
    return keras.tree.map_structure(keras.ops.convert_to_tensor, batch)


def asked(model, batch):
    """What a request says for a batch: the names of the inputs, where there are several."""
    several = batch.values() if isinstance(batch, dict) else batch if isinstance(batch, list) else []
    if isinstance(batch, list) or any(isinstance(each, list) for each in several):
        batch = dict(zip((tensor.name for tensor in model.inputs), keras.tree.flatten(batch)))
    return keras.tree.map_structure(lambda each: each.tolist(), batch)


def named(answer):
    """The first output is `predictions`; several keep their names, or get them by their place."""
    if isinstance(answer, dict):
        outputs = {"predictions": next(iter(answer.values())), **answer}
    elif isinstance(answer, (list, tuple)):
        outputs = {"predictions": answer[0], **{f"output_{place}": each for place, each in enumerate(answer[1:], 1)}}
    else:
        outputs = {"predictions": answer}
    return {name: keras.ops.convert_to_numpy(keras.ops.cast(each, "float64")) for name, each in outputs.items()}
