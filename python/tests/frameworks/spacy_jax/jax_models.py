"""What people hand over of JAX, Flax and Equinox: modules that train, saved weights, functions, programs, types."""

from __future__ import annotations

import functools
import pickle
from typing import Any, NamedTuple

import equinox
import flax
import flax.struct
import jax
import jax.numpy as jnp
import numpy as np
import optax
import orbax.checkpoint
from flax import linen, nnx, serialization
from flax.training.train_state import TrainState
from jax import export

NUMBERS = np.random.default_rng(1)
ROWS = NUMBERS.normal(size=(3, 4)).astype("float32")
OTHERS = NUMBERS.normal(size=(3, 2)).astype("float32")
PICTURES = NUMBERS.normal(size=(3, 8, 8, 2)).astype("float32")


class Case(NamedTuple):
    """A model, its rows, and what it answers to them itself."""

    model: Any
    examples: Any
    answers: dict
    dtype_bits: int = 32


class Trains(linen.Module):
    """As in many tutorials: the call is told that it trains, unless it is told otherwise."""

    @linen.compact
    def __call__(self, rows, train: bool = True):
        rows = linen.BatchNorm(use_running_average=not train)(linen.Dense(8)(rows))
        return linen.Dense(2)(linen.Dropout(0.5, deterministic=not train)(linen.relu(rows)))


class MustBeTold(linen.Module):
    @linen.compact
    def __call__(self, rows, *, deterministic):
        return linen.Dropout(0.9)(linen.Dense(2)(rows), deterministic=deterministic)


class Pictures(linen.Module):
    @linen.compact
    def __call__(self, pictures, training=False):
        found = linen.relu(linen.BatchNorm(use_running_average=not training)(linen.Conv(4, (3, 3))(pictures)))
        return linen.Dense(3)(linen.avg_pool(found, (2, 2), strides=(2, 2)).reshape((found.shape[0], -1)))


class Heads(linen.Module):
    """Whose first output is not the first of the alphabet."""

    @linen.compact
    def __call__(self, rows):
        return {"scores": linen.Dense(2)(rows), "also": linen.Dense(3)(rows), "by": (rows[:, 0], {"sum": rows.sum(1)})}


class Nets(linen.Module):
    @linen.compact
    def __call__(self, rows):
        return linen.Dense(3)(jnp.sin(linen.Dense(4)(rows)))


@flax.struct.dataclass
class Found:
    scores: Any
    also: Any


def variables_of(module, *inputs, **options):
    variables = module.init({"params": jax.random.key(0), "dropout": jax.random.key(1)}, *inputs, **options)
    # Means and variances of norms that have seen nothing would hide that the batch's own were taken.
    return jax.tree_util.tree_map(lambda leaf: leaf + 0.3, variables)


def trains():
    variables = variables_of(Trains(), ROWS, train=False)
    return Case((Trains(), variables), ROWS, {"predictions": Trains().apply(variables, ROWS, train=False)})


def must_be_told():
    variables = variables_of(MustBeTold(), ROWS, deterministic=True)
    answer = MustBeTold().apply(variables, ROWS, deterministic=True)
    return Case((MustBeTold(), variables), ROWS, {"predictions": answer})


def pictures():
    variables = variables_of(Pictures(), PICTURES)
    return Case((Pictures(), variables), PICTURES, {"predictions": Pictures().apply(variables, PICTURES)})


def frozen():
    variables = flax.core.freeze(variables_of(Nets(), ROWS))
    return Case((Nets(), variables), ROWS, {"predictions": Nets().apply(variables, ROWS)})


def bound():
    model = Nets().bind(variables_of(Nets(), ROWS))
    return Case(model, ROWS, {"predictions": model(ROWS)})


class StateWithNorms(TrainState):
    batch_stats: Any


def train_state():
    module, variables = Trains(), variables_of(Trains(), ROWS, train=False)
    state = StateWithNorms.create(
        apply_fn=module.apply,
        params=variables["params"],
        batch_stats=variables["batch_stats"],
        tx=optax.sgd(0.1),
    )
    return Case(state, ROWS, {"predictions": module.apply(variables, ROWS, train=False)})


def saved_as_msgpack(folder):
    variables = variables_of(Nets(), ROWS)
    (folder / "weights.msgpack").write_bytes(serialization.to_bytes(variables))
    target = Nets().init(jax.random.key(5), ROWS)
    restored = serialization.from_bytes(target, (folder / "weights.msgpack").read_bytes())
    return Case((Nets(), restored), ROWS, {"predictions": Nets().apply(variables, ROWS)})


def saved_as_pickle(folder):
    variables = variables_of(Nets(), ROWS)
    (folder / "weights.pkl").write_bytes(pickle.dumps(jax.device_get(variables)))
    restored = pickle.loads((folder / "weights.pkl").read_bytes())
    return Case((Nets(), restored), ROWS, {"predictions": Nets().apply(variables, ROWS)})


def saved_by_orbax(folder):
    variables = variables_of(Nets(), ROWS)
    with orbax.checkpoint.StandardCheckpointer() as checkpointer:
        checkpointer.save(folder / "checkpoint", variables)
        checkpointer.wait_until_finished()
        restored = checkpointer.restore(folder / "checkpoint", Nets().init(jax.random.key(5), ROWS))
    return Case((Nets(), restored), ROWS, {"predictions": Nets().apply(variables, ROWS)})


def nnx_by_orbax(folder):
    class Net(nnx.Module):
        def __init__(self, rngs):
            self.into = nnx.Linear(4, 8, rngs=rngs)
            self.norm = nnx.BatchNorm(8, rngs=rngs)
            self.drop = nnx.Dropout(0.5, rngs=rngs)
            self.out = nnx.Linear(8, 2, rngs=rngs)

        def __call__(self, rows, train=True):
            return self.out(
                self.drop(self.norm(self.into(rows), use_running_average=not train), deterministic=not train)
            )

    model = Net(nnx.Rngs(0))
    model(ROWS + 3)  # which moves the means
    state = nnx.state(model, nnx.Not(nnx.RngState))
    with orbax.checkpoint.StandardCheckpointer() as checkpointer:
        checkpointer.save(folder / "nnx", nnx.to_pure_dict(state))
        checkpointer.wait_until_finished()
        restored = checkpointer.restore(folder / "nnx")
    fresh = Net(nnx.Rngs(7))
    values = nnx.state(fresh, nnx.Not(nnx.RngState))
    nnx.replace_by_pure_dict(values, restored)
    nnx.update(fresh, values)
    return Case(fresh, ROWS, {"predictions": model(ROWS, train=False)})


def several_outputs():
    variables = variables_of(Heads(), ROWS)
    found = Heads().apply(variables, ROWS)
    answers = {"predictions": found["scores"], "scores": found["scores"], "also": found["also"]}
    return Case((Heads(), variables), ROWS, {**answers, "by_0": found["by"][0], "by_1_sum": found["by"][1]["sum"]})


def fields_for_outputs():
    @jax.jit
    def model(rows):
        return Found(scores=rows.sum(1), also=rows.max(1))

    found = model(ROWS)
    return Case(model, ROWS, {"predictions": found.scores, "scores": found.scores, "also": found.also})


def in_another_order():
    @jax.jit
    def model(rows, others):
        return rows[:, :2] - others

    return Case(model, {"others": OTHERS, "rows": ROWS}, {"predictions": model(ROWS, OTHERS)})


def of_a_dict():
    @jax.jit
    def model(batch):
        return batch["rows"][:, :2] - batch["others"]

    return Case(model, {"others": OTHERS, "rows": ROWS}, {"predictions": model({"rows": ROWS, "others": OTHERS})})


def module_of_a_dict():
    class OfADict(linen.Module):
        @linen.compact
        def __call__(self, batch):
            return linen.Dense(2)(batch["rows"]) + linen.Embed(5, 2)(batch["kinds"])

    batch = {"rows": ROWS, "kinds": np.array([1, 4, 2])}
    variables = variables_of(OfADict(), batch)
    return Case((OfADict(), variables), batch, {"predictions": OfADict().apply(variables, batch)})


def in_order():
    @jax.jit
    def model(rows, others):
        return rows[:, :2] - others, others

    return Case(model, (ROWS, OTHERS), {"predictions": model(ROWS, OTHERS)[0], "output_1": OTHERS})


def part_of_a_function():
    variables = variables_of(Nets(), ROWS)
    model = functools.partial(jax.jit(Nets().apply), variables)
    return Case(model, ROWS, {"predictions": model(ROWS)})


def function_of_nnx():
    module = nnx.Sequential(nnx.Linear(4, 2, rngs=nnx.Rngs(0)), nnx.Dropout(0.9, rngs=nnx.Rngs(1)))
    model = functools.partial(nnx.jit(lambda module, rows: module(rows)), module)
    module.eval()
    answer = model(ROWS)
    module.train()
    return Case(model, ROWS, {"predictions": answer})


def static_argument():
    @functools.partial(jax.jit, static_argnames="train")
    def model(rows, train):
        return rows * 1000 if train else rows.sum(1)

    return Case(model, ROWS, {"predictions": model(ROWS, train=False)})


def of_type(dtype, rows=None):
    def made():
        @jax.jit
        def model(rows):
            assert rows.dtype == dtype, rows.dtype
            return rows[:, :2] / jnp.asarray(3, dtype) if jnp.issubdtype(dtype, jnp.floating) else rows[:, ::-1]

        given = jnp.asarray(ROWS * 10 if rows is None else rows).astype(dtype)
        return Case(model, given, {"predictions": np.asarray(model(given)).astype("float32")})

    return made


def quantized():
    """Weights of 8 bits, as people quantize them."""
    weights, scale = NUMBERS.integers(-127, 127, (4, 3), dtype="int8"), np.float32(0.02)

    @jax.jit
    def model(rows):
        return (rows @ weights.astype("float32")) * scale, jnp.asarray(rows * 10).astype("int8")

    return Case(model, ROWS, {"predictions": model(ROWS)[0], "output_1": model(ROWS)[1]})


def half_a_network():
    module = linen.Dense(3, dtype=jnp.bfloat16, param_dtype=jnp.bfloat16)
    variables = variables_of(module, ROWS)
    return Case((module, variables), ROWS, {"predictions": module.apply(variables, ROWS).astype("float32")})


def random_key():
    """The key is the function's own, so that it answers the same each time."""

    @jax.jit
    def model(rows):
        return rows + jax.random.normal(jax.random.key(3), (4,)), jax.random.uniform(jax.random.PRNGKey(1), (4,)) * rows

    return Case(model, ROWS, {"predictions": model(ROWS)[0], "output_1": model(ROWS)[1]})


def control():
    @jax.jit
    def model(rows):
        turned = jax.lax.fori_loop(0, 3, lambda _, each: each * 1.5, rows)
        grown = jax.lax.while_loop(lambda each: each.max() < 50, lambda each: each * 2, jnp.abs(rows).max() + 1)
        chosen = jax.lax.cond(grown > 3, lambda each: each + 1, lambda each: each - 1, turned)
        values, places = jax.lax.top_k(rows, 2)
        return {"turned": chosen, "most": values, "places": places, "order": jnp.argsort(rows, axis=1)}

    found = model(ROWS)
    # What is jitted gives the names of a mapping in the order of the alphabet.
    return Case(model, ROWS, {"predictions": found["most"], **found})


def slopes():
    variables = variables_of(Nets(), ROWS)
    model = jax.jit(jax.vmap(jax.grad(lambda row: Nets().apply(variables, row).sum())))
    return Case(model, ROWS, {"predictions": model(ROWS)})


def algebra():
    matrix = ROWS.T @ ROWS + np.eye(4, dtype="float32")

    @jax.jit
    def model(rows):
        return jnp.linalg.solve(matrix, rows.T).T, jnp.abs(jnp.fft.rfft(rows)), jnp.linalg.norm(rows, axis=1)

    found = model(ROWS)
    return Case(model, ROWS, {"predictions": found[0], "output_1": found[1], "output_2": found[2]})


def for_processors_alone():
    """There is no code for GPUs of this."""
    matrix = NUMBERS.normal(size=(4, 4)).astype("float32")

    @jax.jit
    def model(rows):
        return rows * jnp.abs(jnp.linalg.eigvals(matrix))

    return Case(model, ROWS, {"predictions": model(ROWS)})


def of_jax_export():
    variables = variables_of(Nets(), ROWS)
    rows = jax.ShapeDtypeStruct((export.symbolic_shape("b")[0], 4), "float32")
    saved = export.export(jax.jit(functools.partial(Nets().apply, variables)))(rows).serialize()
    return Case(export.deserialize(saved), None, {"predictions": Nets().apply(variables, ROWS)})


def of_equinox():
    class Net(equinox.Module):
        into: equinox.nn.Linear
        drop: equinox.nn.Dropout
        norm: equinox.nn.LayerNorm
        out: equinox.nn.MLP

        def __call__(self, row, *, key):
            return self.out(self.norm(self.drop(jnp.tanh(self.into(row)), key=key)))

    one, two = jax.random.split(jax.random.key(0))
    out = equinox.nn.MLP(8, 2, 4, 1, key=two)
    net = Net(
        equinox.nn.Linear(4, 8, key=one),
        equinox.nn.Dropout(0.5),
        equinox.nn.LayerNorm(8),
        out,
    )
    answer = jax.vmap(functools.partial(equinox.nn.inference_mode(net), key=None))(ROWS)
    return Case(net, ROWS, {"predictions": answer})


def of_equinox_with_state():
    class Net(equinox.Module):
        norm: equinox.nn.BatchNorm
        out: equinox.nn.Linear

        def __call__(self, row, state):
            row, state = self.norm(row, state)
            return self.out(row), state

    def make():
        norm = equinox.nn.BatchNorm(4, "batch", mode="ema")
        return Net(norm, equinox.nn.Linear(4, 2, key=jax.random.key(0)))

    net, state = equinox.nn.make_with_state(make)()
    batched = jax.vmap(net, axis_name="batch", in_axes=(0, None), out_axes=(0, None))
    _, state = batched(ROWS + 3, state)
    answer, _ = jax.vmap(equinox.nn.inference_mode(net), in_axes=(0, None), out_axes=(0, None))(ROWS, state)
    return Case((net, state), ROWS, {"predictions": answer})


def function_of_equinox():
    net = equinox.nn.MLP(4, 2, 4, 1, key=jax.random.key(0))
    model = equinox.filter_jit(jax.vmap(net))
    return Case(model, ROWS, {"predictions": model(ROWS)})


MODELS = {
    name.__name__.replace("_", " "): name
    for name in (
        *(trains, must_be_told, pictures, frozen, bound, train_state, several_outputs, fields_for_outputs),
        *(in_another_order, of_a_dict, module_of_a_dict, in_order, part_of_a_function, function_of_nnx),
        *(static_argument, quantized, half_a_network, random_key, control, slopes, algebra, for_processors_alone),
        *(of_jax_export, of_equinox, of_equinox_with_state, function_of_equinox),
    )
}
SAVED = {
    made.__name__.replace("_", " "): made for made in (saved_as_msgpack, saved_as_pickle, saved_by_orbax, nnx_by_orbax)
}
TYPES = {
    f"of {dtype}": of_type(jnp.dtype(dtype))
    for dtype in ("bfloat16", "float16", "int8", "uint8", "int16", "int32", "uint32", "bool")
}
