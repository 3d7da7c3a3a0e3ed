"""TensorFlow keeps the promises of a framework: SavedModels, modules and functions."""

import numpy as np
import pytest
import tensorflow as tf

from client.framework_conformance import FrameworkConformance, Sample
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS

ROWS = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")


class Line(tf.Module):
    def __init__(self):
        super().__init__()
        self.slope = tf.Variable(tf.fill([4, 2], 0.5))

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="rows")])
    def __call__(self, rows):
        return rows @ self.slope


class Open(Line):
    """Nothing tells what it takes."""

    @tf.function
    def __call__(self, rows):
        return rows @ self.slope


@tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32)])
def doubled(rows):
    return rows * 2


@tf.function(
    input_signature=[tf.TensorSpec([None, 2], tf.float32, name="a"), tf.TensorSpec([None], tf.string, name="b")]
)
def of_two(a, b):
    return tf.reduce_sum(a, axis=1), tf.strings.length(b)


def loaded(tmp_path_factory=None):
    import tempfile

    folder = tempfile.mkdtemp()
    tf.saved_model.save(Line(), folder)
    return tf.saved_model.load(folder)


def sample(make, call):
    def made():
        model = make()
        return Sample(model, ROWS.tolist(), ROWS, lambda: {"predictions": call(model)})

    return made


class TestTensorFlow(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "tensorflow")
    samples = {
        "a module": sample(Line, lambda model: model(tf.constant(ROWS)).numpy()),
        "a SavedModel": sample(
            loaded, lambda model: model.signatures["serving_default"](rows=tf.constant(ROWS))["output_0"].numpy()
        ),
        "a function": sample(lambda: doubled, lambda model: model(tf.constant(ROWS)).numpy()),
    }
    refused = {"no function": tf.Module}


def test_examples_tell_what_no_signature_does(load_generated, pack):
    model = Open()
    with pytest.raises(TrussError, match="not known what this function of TensorFlow takes") as caught:
        pack(model)
    assert "examples" in caught.value.hint
    answer = load_generated(model, ROWS).predict({"inputs": ROWS.tolist()})
    assert np.allclose(answer["predictions"], ROWS @ np.full((4, 2), 0.5), rtol=1e-5)
    assert pack(model, ROWS)[1].batching is not None


def test_several_inputs_texts_among_them(load_generated):
    records = [{"a": [1.0, 2.0], "b": "one"}, {"a": [0.5, 0.0], "b": "three"}]
    answer = load_generated(of_two).predict({"inputs": records})
    assert {name: value.tolist() for name, value in answer.items()} == {
        "predictions": [3.0, 0.5],
        "output_0": [3.0, 0.5],
        "output_1": [3, 5],
    }
