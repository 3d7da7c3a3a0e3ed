"""JAX and Flax keep the promises of a framework: modules of NNX and of Linen, and functions."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import linen, nnx

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.served import assert_answers_everywhere
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS

ROWS = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")


class Net(nnx.Module):
    def __init__(self, rngs):
        self.into = nnx.Linear(4, 8, rngs=rngs)
        self.norm = nnx.BatchNorm(8, rngs=rngs)
        self.drop = nnx.Dropout(0.5, rngs=rngs)
        self.out = nnx.Linear(8, 2, rngs=rngs)

    def __call__(self, rows):
        return self.out(self.drop(nnx.relu(self.norm(self.into(rows)))))


class OfLinen(linen.Module):
    @linen.compact
    def __call__(self, rows):
        return linen.Dense(3)(jnp.sin(linen.Dense(4)(rows)))


class Centred(linen.Module):
    """To which the other rows of a batch matter."""

    @linen.compact
    def __call__(self, rows):
        return linen.Dense(2)(rows - rows.mean(axis=0))


def of_nnx():
    model = Net(nnx.Rngs(0))
    model.eval()
    return Sample(model, ROWS.tolist(), ROWS, lambda: {"predictions": np.asarray(jax.jit(model.__call__)(ROWS))})


def of_linen(kind=OfLinen):
    model = (kind(), kind().init(jax.random.key(0), ROWS))
    return Sample(model, ROWS.tolist(), ROWS, lambda: {"predictions": np.asarray(model[0].apply(model[1], ROWS))})


@jax.jit
def of_two(rows, factor):
    return {"sum": (rows * factor[:, None]).sum(axis=1), "largest": rows.argmax(axis=1)}


class TestJax(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "jax")
    samples = {"NNX": of_nnx, "Linen with its variables": of_linen}
    refused = {}


def test_rows_are_merged_where_they_were_seen_to_be_independent(pack):
    for sample, is_merged in ((of_nnx(), True), (of_linen(), True), (of_linen(Centred), False)):
        assert (pack(sample.model, ROWS)[1].batching is not None) == is_merged


def test_a_function_needs_examples_and_takes_several_inputs(load_generated, pack):
    with pytest.raises(TrussError, match="It is not known what this PjitFunction takes") as caught:
        pack(of_two)
    assert "examples" in caught.value.hint
    factor = np.array([1.0, 2.0, 3.0], dtype="float32")
    loaded = load_generated(of_two, (ROWS, factor))
    records = [{"input_0": row.tolist(), "input_1": float(number)} for row, number in zip(ROWS, factor)]
    answer = loaded.predict({"inputs": records})
    assert sorted(answer) == ["largest", "predictions", "sum"]
    assert np.allclose(answer["sum"], (ROWS * factor[:, None]).sum(axis=1), rtol=1e-5)


def test_what_must_know_how_many_rows_there_are_is_refused(pack):
    @jax.jit
    def one_by_one(rows):
        return jnp.stack([row * 2 for row in rows])

    with pytest.raises(TrussError, match="JAX cannot make a program") as caught:
        pack(one_by_one, ROWS)
    assert "any number of rows" in caught.value.hint


def test_it_answers_everywhere_as_the_live_object(tmp_path):
    sample = of_linen()
    answers = sample.ask()
    handle = assert_answers_everywhere(sample.model, tmp_path / "made", ROWS, answers, examples=ROWS)
    assert [line.partition("==")[0] for line in handle.spec.requirements] == ["jax", "flatbuffers", "numpy"]
