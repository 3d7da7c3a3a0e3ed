"""How Keras models want several inputs, and how people give examples of them: lists, dicts, and these in each other."""

import keras
import numpy as np
import pytest

from frameworks.tensorflow import own_layers
from truss.errors import TrussError

BATCH = {name: np.random.default_rng(seed).normal(size=(3, 2)).astype("float32") for seed, name in enumerate("abc")}

# The inputs of a model by their names, as it takes them. Keras refuses a list for the dict whose keys are not sorted.
STRUCTURES = {
    "list": ["a", "b", "c"],
    "tuple": ("a", "b", "c"),
    "lists in a list": [["a", "b"], ["c"]],
    "a list in a dict": {"third": "c", "pair": ["a", "b"]},
    "a dict in a tuple": ("c", {"x": "b", "y": "a"}),
}


def of_three(structure, layer=keras.layers.Identity):
    """A model to which it matters which input is which."""
    inputs = {name: keras.Input((2,), name=name) for name in BATCH}
    both = keras.layers.Concatenate()(list(inputs.values()))
    return keras.Model(keras.tree.map_structure(inputs.get, structure), layer()(both))


def answers(loaded):
    return loaded.predict({"inputs": {name: each.tolist() for name, each in BATCH.items()}})["predictions"]


EXPECTED = np.concatenate(list(BATCH.values()), axis=1)


@pytest.mark.parametrize("name", STRUCTURES)
@pytest.mark.parametrize("form", ["none", "as the model takes them", "by name"])
def test_inputs_reach_the_model_as_it_takes_them(load_generated, name, form):
    structure = STRUCTURES[name]
    as_taken = keras.tree.map_structure(BATCH.get, structure)
    examples = {"none": None, "as the model takes them": as_taken, "by name": BATCH}[form]
    np.testing.assert_allclose(answers(load_generated(of_three(structure), examples)), EXPECTED)


def forgetful():
    return own_layers.Forgets(1.0)


@pytest.mark.parametrize("name", ["list", "a list in a dict"])
def test_so_they_do_in_a_program(load_generated, name):
    np.testing.assert_allclose(answers(load_generated(of_three(STRUCTURES[name], forgetful))), EXPECTED)


def test_a_text_among_nested_inputs(load_generated):
    kind, size = keras.Input((1,), name="kind", dtype="string"), keras.Input((1,), name="size")
    known = keras.layers.StringLookup(vocabulary=["cat", "dog"], output_mode="one_hot")(kind)
    model = keras.Model({"what": [kind], "size": size}, keras.layers.Concatenate()([known, size]))
    answer = load_generated(model).predict({"inputs": {"kind": [["dog"], ["cow"]], "size": [[1.5], [2]]}})
    assert answer["predictions"].tolist() == [[0, 0, 1, 1.5], [1, 0, 0, 2]]


@pytest.mark.parametrize(
    ("examples", "found"),
    [
        ({"a": BATCH["a"], "b": BATCH["b"]}, "a, b, c are needed, found a and b"),
        (BATCH["a"], "a, b, c are needed, found one array"),
        ([BATCH["a"], BATCH["b"][:, :1]], "what makes no array"),
    ],
)
def test_examples_that_are_not_all_there_are_refused(pack, examples, found):
    with pytest.raises(TrussError, match=found) as caught:
        pack(of_three(STRUCTURES["list"]), examples)
    assert caught.value.code == "INPUT_INVALID"
