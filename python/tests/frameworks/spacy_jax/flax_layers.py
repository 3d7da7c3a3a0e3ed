"""Layers of flax.linen and flax.nnx that take the same batch, as outputs of one module: compiling takes the time."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from flax import linen, nnx

NUMBERS = np.random.default_rng(0)
BATCHES = {
    "rows": NUMBERS.normal(size=(3, 8)).astype("float32"),
    "sequences": NUMBERS.normal(size=(3, 5, 8)).astype("float32"),
    "pictures": NUMBERS.normal(size=(3, 6, 6, 4)).astype("float32"),
    "videos": NUMBERS.normal(size=(2, 3, 4, 4, 2)).astype("float32"),
    "indices": NUMBERS.integers(0, 7, size=(3, 5)).astype("int32"),
}
FIXED = {"use_running_average": True}


class Asked(linen.Module):
    """A layer whose call takes more than a batch, or a function."""

    layer: linen.Module | None
    ask: object

    @linen.compact
    def __call__(self, batch):
        return self.ask(batch) if self.layer is None else self.ask(self.layer, batch)


def asked(function):
    return lambda: Asked(None, function)


class Scanned(linen.Module):
    """A cell over a sequence as people wrote it before there was an RNN."""

    @linen.compact
    def __call__(self, batch):
        over = linen.scan(
            linen.LSTMCell, variable_broadcast="params", split_rngs={"params": False}, in_axes=1, out_axes=1
        )(features=4)
        carry = over.initialize_carry(jax.random.key(0), batch[:, 0].shape)
        carry, outputs = over(carry, batch)
        return {"outputs": outputs, "last": carry[1]}


class Deep(linen.Module):
    """Layers that are one, scanned over and remade in the backward pass."""

    @linen.compact
    def __call__(self, batch):
        class Block(linen.Module):
            @linen.compact
            def __call__(self, carry, _):
                return carry + linen.tanh(linen.Dense(8)(carry)), None

        over = linen.scan(linen.remat(Block), variable_axes={"params": 0}, split_rngs={"params": True}, length=3)
        return over()(batch, None)[0]


class Ensemble(linen.Module):
    @linen.compact
    def __call__(self, batch):
        dense = linen.vmap(
            linen.Dense, in_axes=None, out_axes=1, axis_size=3, variable_axes={"params": 0}, split_rngs={"params": True}
        )
        return dense(4)(batch)


def rnn(cell, **options):
    return lambda: linen.RNN(cell, **options)


LINEN = {
    "rows": {
        "Dense": lambda: linen.Dense(4),
        "Dense, bfloat16": lambda: linen.Dense(4, dtype=jnp.bfloat16, param_dtype=jnp.bfloat16),
        "Dense, float16": lambda: linen.Dense(4, dtype=jnp.float16),
        "Dense, fp8": lambda: linen.Dense(4, dot_general_cls=linen.Fp8DirectDotGeneralOp),
        "DenseGeneral": lambda: linen.DenseGeneral((2, 3)),
        "Einsum": lambda: linen.Einsum((8, 3), "bi,ij->bj"),
        "BatchNorm": lambda: linen.BatchNorm(**FIXED),
        "LayerNorm": linen.LayerNorm,
        "RMSNorm": linen.RMSNorm,
        "GroupNorm": lambda: linen.GroupNorm(4),
        "Dropout": lambda: linen.Dropout(0.5, deterministic=True),
        "PReLU": linen.PReLU,
        "Sequential": lambda: linen.Sequential([linen.Dense(4), linen.relu, linen.Dense(2)]),
        "WeightNorm": lambda: linen.WeightNorm(linen.Dense(4)),
        "SpectralNorm": lambda: Asked(
            linen.SpectralNorm(linen.Dense(4)), lambda layer, batch: layer(batch, update_stats=False)
        ),
        "layers scanned over": Deep,
        "layers of an ensemble": Ensemble,
        "activations": asked(lambda batch: [linen.gelu(batch), linen.silu(batch), linen.log_softmax(batch)]),
    },
    "sequences": {
        "Conv": lambda: linen.Conv(4, (3,)),
        "Conv, causal": lambda: linen.Conv(4, (3,), padding="CAUSAL", kernel_dilation=2),
        "ConvTranspose": lambda: linen.ConvTranspose(4, (3,), strides=(2,)),
        "ConvLocal": lambda: linen.ConvLocal(4, (3,)),
        "LSTM": rnn(linen.LSTMCell(4), return_carry=True),
        "OptimizedLSTM": rnn(linen.OptimizedLSTMCell(4), reverse=True, keep_order=True),
        "GRU": rnn(linen.GRUCell(4)),
        "MGU": rnn(linen.MGUCell(4)),
        "Simple": rnn(linen.SimpleCell(4)),
        "Bidirectional": lambda: linen.Bidirectional(linen.RNN(linen.LSTMCell(4)), linen.RNN(linen.GRUCell(4))),
        "a cell scanned": Scanned,
        "MultiHeadDotProductAttention": lambda: linen.MultiHeadDotProductAttention(2, deterministic=True),
        "MultiHeadAttention": lambda: linen.MultiHeadAttention(2, dropout_rate=0.5, deterministic=True),
        "SelfAttention": lambda: Asked(
            linen.SelfAttention(2),
            lambda layer, batch: layer(batch, linen.make_causal_mask(batch[..., 0]), deterministic=True),
        ),
    },
    "pictures": {
        "Conv": lambda: linen.Conv(4, (3, 3), strides=2, feature_group_count=2),
        "Conv, round": lambda: linen.Conv(4, (3, 3), padding="CIRCULAR", kernel_dilation=2),
        "ConvTranspose": lambda: linen.ConvTranspose(3, (2, 2), strides=(2, 2)),
        "ConvLocal": lambda: linen.ConvLocal(2, (3, 3), padding="VALID"),
        "BatchNorm": lambda: linen.BatchNorm(axis=-1, **FIXED),
        "GroupNorm": lambda: linen.GroupNorm(2),
        "InstanceNorm": linen.InstanceNorm,
        "pooling": asked(
            lambda batch: {
                "most": linen.max_pool(batch, (2, 2), strides=(2, 2)),
                "least": linen.pooling.min_pool(batch, (3, 3), padding="SAME"),
                "mean": linen.avg_pool(batch, (2, 2), padding="SAME", count_include_pad=False),
            }
        ),
        "resized": asked(lambda batch: jax.image.resize(batch, (batch.shape[0], 12, 9, 4), "bilinear")),
    },
    "videos": {
        "ConvLSTM": rnn(linen.ConvLSTMCell(2, (3, 3))),
        "Conv": lambda: linen.Conv(2, (2, 2, 2)),
    },
    "indices": {
        "Embed": lambda: linen.Embed(7, 4),
        "Embed, bfloat16": lambda: linen.Embed(7, 4, dtype=jnp.bfloat16),
        "Embed, attended": lambda: Asked(linen.Embed(7, 4), lambda layer, batch: layer.attend(layer(batch))),
        "one_hot": asked(lambda batch: jax.nn.one_hot(batch, 7)),
    },
}
"""Names of layers to what makes them."""

# Of which others are made, or what only other hardware has.
LINEN_OUT_OF_PLACE = {
    *("Module", "RNNCellBase", "Fp8DotGeneral", "Fp8DotGeneralOp", "Fp8Einsum", "NANOOFp8DotGeneralOp"),
}


class Several(linen.Module):
    layers: object

    def __call__(self, batch):
        return {name: layer(batch) for name, layer in self.layers.items()}


def of_linen(layers, batch):
    """A module of layers with variables that are not those which norms begin with: ones and zeros hide what is lost."""
    module = Several({name: make() for name, make in layers.items()})
    return module, shaken(module.init(jax.random.key(0), batch))


def shaken(variables):
    leaves, structure = jax.tree_util.tree_flatten(variables)
    noise = NUMBERS.normal(size=len(leaves)) / 10
    return jax.tree_util.tree_unflatten(
        structure,
        [
            leaf + jnp.asarray(abs(each), leaf.dtype) if jnp.issubdtype(leaf.dtype, jnp.floating) else leaf
            for leaf, each in zip(leaves, noise)
        ],
    )


class Calls(nnx.Module):
    """A layer of NNX whose call takes more than a batch."""

    def __init__(self, layer, ask):
        self.layer = layer
        self.ask = ask

    def __call__(self, batch):
        return self.ask(self.layer, batch)


def nnx_rnn(cell):
    return lambda rngs: nnx.RNN(cell(8, 4, rngs=rngs), rngs=rngs)


NNX = {
    "rows": {
        "Linear": lambda rngs: nnx.Linear(8, 4, rngs=rngs),
        "Linear, bfloat16": lambda rngs: nnx.Linear(8, 4, dtype=jnp.bfloat16, param_dtype=jnp.bfloat16, rngs=rngs),
        "LinearGeneral": lambda rngs: nnx.LinearGeneral(8, (2, 3), rngs=rngs),
        "Einsum": lambda rngs: nnx.Einsum("bi,ij->bj", (8, 3), (3,), rngs=rngs),
        "BatchNorm": lambda rngs: nnx.BatchNorm(8, rngs=rngs),
        "LayerNorm": lambda rngs: nnx.LayerNorm(8, rngs=rngs),
        "RMSNorm": lambda rngs: nnx.RMSNorm(8, rngs=rngs),
        "GroupNorm": lambda rngs: nnx.GroupNorm(8, 4, rngs=rngs),
        "Dropout": lambda rngs: nnx.Dropout(0.5, rngs=rngs),
        "PReLU": lambda rngs: nnx.PReLU(),
        "LoRA": lambda rngs: nnx.LoRA(8, 2, 4, rngs=rngs),
        "LoRALinear": lambda rngs: nnx.LoRALinear(8, 4, lora_rank=2, rngs=rngs),
        "Sequential": lambda rngs: nnx.Sequential(
            nnx.Linear(8, 4, rngs=rngs), nnx.relu, nnx.Dropout(0.9, rngs=rngs), nnx.Linear(4, 2, rngs=rngs)
        ),
        "WeightNorm": lambda rngs: nnx.WeightNorm(nnx.Linear(8, 4, rngs=rngs), rngs=rngs),
        "SpectralNorm": lambda rngs: Calls(
            nnx.SpectralNorm(nnx.Linear(8, 4, rngs=rngs), rngs=rngs),
            lambda layer, batch: layer(batch, update_stats=False),
        ),
    },
    "sequences": {
        "Conv": lambda rngs: nnx.Conv(8, 4, (3,), rngs=rngs),
        "ConvTranspose": lambda rngs: nnx.ConvTranspose(8, 4, (3,), rngs=rngs),
        "LSTM": nnx_rnn(nnx.LSTMCell),
        "OptimizedLSTM": nnx_rnn(nnx.OptimizedLSTMCell),
        "GRU": nnx_rnn(nnx.GRUCell),
        "Simple": nnx_rnn(nnx.SimpleCell),
        "Bidirectional": lambda rngs: nnx.Bidirectional(
            nnx.RNN(nnx.LSTMCell(8, 4, rngs=rngs), rngs=rngs),
            nnx.RNN(nnx.GRUCell(8, 4, rngs=rngs), rngs=rngs),
            rngs=rngs,
        ),
        "MultiHeadAttention": lambda rngs: nnx.MultiHeadAttention(2, 8, dropout_rate=0.5, decode=False, rngs=rngs),
    },
    "pictures": {
        "Conv": lambda rngs: nnx.Conv(4, 3, (3, 3), rngs=rngs),
        "ConvTranspose": lambda rngs: nnx.ConvTranspose(4, 3, (2, 2), strides=(2, 2), rngs=rngs),
        "BatchNorm": lambda rngs: nnx.BatchNorm(4, rngs=rngs),
        "GroupNorm": lambda rngs: nnx.GroupNorm(4, 2, rngs=rngs),
        "InstanceNorm": lambda rngs: nnx.InstanceNorm(4, rngs=rngs),
    },
    "indices": {"Embed": lambda rngs: nnx.Embed(7, 4, rngs=rngs)},
}

NNX_OUT_OF_PLACE = {"Module", "RNNCellBase", "Dict", "List"}


class SeveralOfNnx(nnx.Module):
    def __init__(self, layers, rngs):
        self.layers = nnx.Dict({name: make(rngs) for name, make in layers.items()})

    def __call__(self, batch):
        return {name: layer(batch) for name, layer in self.layers.items()}


def of_nnx(layers, batch):
    module = SeveralOfNnx(layers, nnx.Rngs(0))
    nnx.update(module, shaken(nnx.state(module, (nnx.Param, nnx.BatchStat))))
    return module


def ask_nnx(module, batch):
    """As its users do; the module itself is left training."""
    module.eval()
    answer = module(batch)
    module.train()
    return answer


def tried(table):
    """The names of layers, as the library has them."""
    return {"RNN", *(name.partition(",")[0] for layers in table.values() for name in layers)}


def there(library):
    kinds = {name: getattr(library, name) for name in dir(library)}
    return {name for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, library.Module)}
