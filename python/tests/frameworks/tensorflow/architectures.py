"""The ways in which people put the layers of Keras together, each with a batch that the model takes."""

import keras
from keras import layers

from frameworks.tensorflow.layers import PICTURES, ROWS, SERIES, TOKENS, WORDS, floats, texts

MODELS = {}


def put_together(make):
    """Adds a function that makes a model, and a batch for it."""
    MODELS[make.__name__] = make
    return make


@put_together
def masked_words():
    rows = keras.Input((5,), dtype="int32")
    known = layers.Embedding(9, 4, mask_zero=True)(rows)
    return keras.Model(rows, layers.Bidirectional(layers.LSTM(3))(known)), WORDS


@put_together
def attention_with_a_mask_of_its_own():
    words, seen = keras.Input((5, 8), name="words"), keras.Input((5,), dtype="bool", name="seen")
    answer = layers.MultiHeadAttention(2, 4)(words, words, attention_mask=keras.ops.expand_dims(seen, 1))
    return keras.Model([words, seen], answer), [TOKENS[0], WORDS > 3]


@put_together
def operations_without_layers():
    rows = keras.Input((6,))
    return keras.Model(rows, keras.ops.concatenate([rows[:, :2] ** 2, keras.ops.sin(rows)], axis=1)), ROWS


@put_together
def a_shared_layer():
    left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
    encode = keras.Sequential([layers.Dense(4, "relu"), layers.Dense(2)])
    return keras.Model([left, right], layers.Dot(1)([encode(left), encode(right)])), [ROWS, ROWS[::-1]]


@put_together
def names_in_and_out():
    age, kind = keras.Input((1,), name="age"), keras.Input((1,), name="kind", dtype="string")
    known = layers.StringLookup(vocabulary=["cat", "dog"], output_mode="one_hot")(kind)
    hidden = layers.Concatenate()([age, known])
    model = keras.Model({"age": age, "kind": kind}, {"risk": layers.Dense(1)(hidden), "group": layers.Dense(2)(hidden)})
    return model, {"age": floats(1), "kind": texts("cat", "dog", "cow")}


@put_together
def several_outputs():
    rows = keras.Input((6,))
    return keras.Model(rows, [layers.Dense(2, name="mean")(rows), layers.Dense(2, name="spread")(rows)]), ROWS


@put_together
def a_list_within_a_dict():
    first, second, third = (keras.Input((2,), name=name) for name in ("first", "second", "third"))
    both = layers.Concatenate()([first, second, third])
    model = keras.Model({"pair": [first, second], "third": third}, layers.Dense(1)(both))
    return model, {"pair": [floats(2), floats(2)], "third": floats(2)}


@put_together
def mixed_precision():
    policy = keras.DTypePolicy("mixed_float16")
    return keras.Sequential(
        [keras.Input((6,)), layers.Dense(4, "relu", dtype=policy), layers.Dense(2, dtype=policy)]
    ), ROWS


@put_together
def bfloat16_throughout():
    return keras.Sequential([keras.Input((6,)), layers.Dense(4, dtype="bfloat16")]), ROWS


@put_together
def float64_throughout():
    return keras.Sequential([keras.Input((6,), dtype="float64"), layers.Dense(4, dtype="float64")]), ROWS.astype(
        "float64"
    )


@put_together
def quantised():
    model = keras.Sequential([keras.Input((6,)), layers.Dense(4), layers.Dense(2)])
    model.quantize("int8")
    return model, ROWS


@put_together
def adapted_to_rows_of_any_length():
    model = keras.Sequential(
        [keras.Input((None, 4)), layers.Conv1D(3, 3, padding="causal"), layers.GlobalMaxPooling1D()]
    )
    return model, SERIES


@put_together
def compiled_and_trained():
    model = keras.Sequential([keras.Input((6,)), layers.Dense(4, "relu"), layers.BatchNormalization(), layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), loss=own_loss, metrics=["mae", own_metric])
    model.fit(ROWS, ROWS[:, :1], epochs=2, verbose=0)
    return model, ROWS


def own_loss(truth, predicted):
    return keras.ops.mean(keras.ops.abs(truth - predicted) ** 1.5)


def own_metric(truth, predicted):
    return keras.ops.max(keras.ops.abs(truth - predicted))


@put_together
def a_model_within_models():
    inner = keras.Sequential([keras.Input((8, 8, 3)), layers.Rescaling(1 / 255), layers.Conv2D(2, 3)], name="inner")
    pictures = keras.Input((8, 8, 3))
    middle = keras.Model(pictures, layers.Flatten()(inner(pictures)), name="middle")
    return keras.Sequential([middle, layers.Dense(2)]), PICTURES


@put_together
def a_recurrent_layer_that_goes_on_from_a_state():
    series, state = keras.Input((10, 4), name="series"), keras.Input((3,), name="state")
    answer, last = layers.GRU(3, return_sequences=True, return_state=True)(series, initial_state=state)
    return keras.Model([series, state], [answer, last]), [SERIES, floats(3)]
