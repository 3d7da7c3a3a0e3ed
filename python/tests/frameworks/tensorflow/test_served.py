"""Trusses of TensorFlow and Keras in their own environments, behind a server."""

import keras
import numpy as np

from frameworks.served import assert_answers_everywhere

ROWS = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")


def test_a_keras_model_answers_everywhere_as_the_live_object(tmp_path):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    answers = {"predictions": model.predict(ROWS, verbose=0)}
    handle = assert_answers_everywhere(model, tmp_path / "made", ROWS, answers, examples=ROWS)
    assert handle.config["runtime"]["batching"]["max_batch_size"] == 32
