"""Keras keeps the promises of a framework, with every way of making a model."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.tensorflow import own_layers
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS

ROWS = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
TOKENS = np.arange(24).reshape(3, 8) % 5


def sample(make, rows=ROWS):
    def made():
        keras.utils.set_random_seed(0)
        model = make()

        def ask():
            return {"predictions": model.predict_on_batch(rows)}

        return Sample(model, rows.tolist(), rows, ask)

    return made


def sequential():
    return keras.Sequential(
        [keras.layers.Input((4,)), keras.layers.Dense(5), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    )


def functional():
    rows = keras.Input((4,))
    return keras.Model(rows, keras.layers.Dense(2, activation="softmax")(own_layers.Scaled(3.0)(rows)))


def words():
    return keras.Sequential([keras.layers.Input((None,), dtype="int32"), keras.layers.Embedding(5, 3)])


def subclassed(kind=own_layers.Subclassed):
    model = kind(3)
    model(ROWS)
    return model


def of_two():
    rows, extra = keras.Input((4,), name="rows"), keras.Input((2,), name="extra")
    both = keras.layers.Concatenate()([rows, extra])
    return keras.Model({"rows": rows, "extra": extra}, {"sum": keras.layers.Dense(1)(both), "both": both})


def of_texts():
    split = keras.layers.TextVectorization(output_sequence_length=4, vocabulary=["good", "bad"])
    return keras.Sequential([keras.layers.Input((1,), dtype="string"), split, keras.layers.Embedding(5, 2)])


class InThisFile(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(2)

    def call(self, rows):
        return self.out(rows)


def of_a_notebook():
    class Cell(keras.layers.Layer):
        def call(self, rows):
            return keras.ops.sin(rows)

    rows = keras.Input((4,))
    return keras.Model(rows, Cell()(keras.layers.Dense(2)(rows)))


class TestKeras(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "keras")
    samples = {
        "sequential": sample(sequential),
        "functional, with a layer of one's own": sample(functional),
        "subclassed": sample(subclassed),
        "words": sample(words, TOKENS),
        "a layer of a notebook": sample(of_a_notebook),
    }
    refused = {"never called": own_layers.Subclassed}


@pytest.mark.parametrize(
    ("make", "examples", "is_merged"),
    [
        (sequential, None, True),
        (functional, None, False),
        (functional, ROWS, True),
        (lambda: subclassed(own_layers.Centred), ROWS, False),
        (subclassed, ROWS[:1], False),
        (subclassed, ROWS, True),
    ],
)
def test_rows_are_merged_where_they_are_independent(pack, make, examples, is_merged):
    assert (pack(make(), examples)[1].batching is not None) == is_merged


def test_several_inputs_and_outputs(load_generated, pack):
    model = of_two()
    batch = {"rows": ROWS, "extra": ROWS[:, :2]}
    expected = model.predict(batch, verbose=0)
    for examples in (None, batch):
        answer = load_generated(model, examples).predict(
            {"inputs": {name: each.tolist() for name, each in batch.items()}}
        )
        assert list(answer) == ["predictions", "sum", "both"]
        assert np.allclose(answer["predictions"], expected["sum"], rtol=1e-5)
        assert np.allclose(answer["both"], expected["both"])
    _, packed = pack(model)
    assert [each["name"] for each in packed.config["signature"]["inputs"]] == ["rows", "extra"]


def test_texts(load_generated, pack):
    model = of_texts()
    rows = [["good"], ["bad good"], ["else"]]
    expected = model.predict(tf.constant(rows), verbose=0)
    loaded = load_generated(model, np.array(rows, dtype=object))
    assert np.allclose(loaded.predict({"inputs": rows})["predictions"], expected)
    _, packed = pack(model)
    assert packed.config["signature"]["inputs"][0]["datatype"] == "BYTES"


def test_what_keras_could_not_read_back_is_a_program(pack, load_generated):
    rows = keras.Input((4,))
    for model in (keras.Model(rows, own_layers.Forgets(3.0)(rows)), of_a_notebook()):
        directory, packed = pack(model)
        assert (directory / "data" / "model" / "saved_model.pb").exists()
        assert not (directory / "data" / "model" / "model.keras").exists()
        assert packed.config["model_metadata"]["python_minor"] is None
        answer = load_generated(model).predict({"inputs": ROWS.tolist()})
        assert np.allclose(answer["predictions"], model.predict_on_batch(ROWS), rtol=1e-5)


def test_what_is_neither_is_refused_with_the_ways_out(pack):
    class Cell(keras.Model):
        def call(self, rows):
            return rows

    model = Cell()
    model.build(None)
    model.built = True
    with pytest.raises(TrussError, match="stands in a notebook or script") as caught:
        pack(model)
    assert "give `examples`" in caught.value.hint


def test_the_backend_is_written_down(pack):
    _, packed = pack(sequential())
    assert packed.environment == {"KERAS_BACKEND": "tensorflow"}
    assert [each.name for each in packed.requirements] == ["keras", "tensorflow_cpu", "numpy"]


# Networks that Keras brings, without their weights, and the least picture that each takes.
APPLICATIONS = {
    "MobileNetV2": 32, "MobileNetV3Small": 32, "EfficientNetV2B0": 32, "DenseNet121": 32, "NASNetMobile": 32,
    "ResNet50": 32, "Xception": 71,
}  # fmt: skip
LEFT_OUT = {
    "ConvNeXt*, EfficientNet*, DenseNet*, ResNet*, MobileNet, NASNetLarge": "the same layers in other numbers",
    "VGG*, Inception*": "half a gigabyte of weights, of layers that others have",
}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_networks_that_keras_brings(load_generated, name):
    side = APPLICATIONS[name]
    model = getattr(keras.applications, name)(weights=None, input_shape=(side, side, 3), classes=3)
    pictures = np.random.default_rng(0).uniform(size=(2, side, side, 3)).astype("float32")
    answer = load_generated(model).predict({"inputs": pictures.tolist()})
    assert np.allclose(answer["predictions"], model.predict_on_batch(pictures), rtol=1e-4, atol=1e-6)
