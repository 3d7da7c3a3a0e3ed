"""Every layer that Keras brings, as its users make it, and a batch that it takes."""

import keras
import numpy as np
from keras import layers

RANDOM_NUMBERS = np.random.default_rng(7)


def floats(*shape):
    """Rows that no layer takes for one another: three of them."""
    return RANDOM_NUMBERS.normal(size=(3, *shape)).astype("float32")


def integers(most, *shape):
    return RANDOM_NUMBERS.integers(0, most, size=(3, *shape)).astype("int32")


def texts(*words):
    return np.array([[word] for word in words], dtype=object)


ROWS, SERIES, PLANE, SPACE = floats(6), floats(10, 4), floats(8, 8, 4), floats(6, 6, 6, 2)
PICTURES = (RANDOM_NUMBERS.uniform(size=(3, 8, 8, 3)) * 255).astype("float32")
OF_AXES = {1: SERIES, 2: PLANE, 3: SPACE}
MOVIE = {1: floats(4, 8, 2), 2: floats(4, 6, 6, 2), 3: floats(3, 4, 4, 4, 2)}
WORDS = integers(9, 5)
SENTENCES = texts("good bad", "bad bad else", "")
SOUNDS = floats(400)
TOKENS = [floats(5, 8), floats(5, 8)]


def adapted(kind, data, **options):
    layer = kind(**options)
    layer.adapt(data)
    return layer


def over_axes(names, build, axes=(1, 2, 3), rows=OF_AXES):
    """The layers that there are once for each number of axes."""
    return {
        f"{name}{n}{suffix}": (lambda name=f"{name}{n}{suffix}", n=n: build(getattr(layers, name), n), rows[n])
        for name, suffix in names
        for n in axes
    }


def plain(names, rows, **options):
    return {name: (lambda name=name: getattr(layers, name)(**options), rows) for name in names.split()}


LAYERS = {
    **plain("ActivityRegularization BatchNormalization ELU Flatten Identity LayerNormalization LeakyReLU", ROWS),
    **plain("Masking PReLU ReLU", ROWS),
    **plain("AlphaDropout Dropout GaussianDropout", ROWS, rate=0.5),
    **plain("GaussianNoise", ROWS, stddev=0.5),
    **plain("RMSNormalization Softmax UnitNormalization", ROWS),
    **plain("Add Average Maximum Minimum Multiply Concatenate Subtract", [ROWS, ROWS[::-1]]),
    **plain("Attention AdditiveAttention", TOKENS),
    **over_axes([(f"Adaptive{kind}Pooling", "D") for kind in ("Average", "Max")], lambda kind, n: kind(2)),
    **over_axes([(f"{kind}Pooling", "D") for kind in ("Average", "Max")], lambda kind, n: kind(2)),
    **over_axes([(f"Global{kind}Pooling", "D") for kind in ("Average", "Max")], lambda kind, n: kind()),
    **over_axes([("Conv", "D"), ("Conv", "DTranspose")], lambda kind, n: kind(3, 3, strides=2, padding="same")),
    **over_axes([("DepthwiseConv", "D")], lambda kind, n: kind(3), axes=(1, 2)),
    **over_axes([("SeparableConv", "D")], lambda kind, n: kind(3, 3), axes=(1, 2)),
    **over_axes([("ConvLSTM", "D")], lambda kind, n: kind(2, 3, padding="same"), rows=MOVIE),
    **over_axes([("Cropping", "D"), ("ZeroPadding", "D")], lambda kind, n: kind(1)),
    **over_axes([("SpatialDropout", "D")], lambda kind, n: kind(0.5)),
    **over_axes([("UpSampling", "D")], lambda kind, n: kind(2)),
    **plain("AugMix RandomColorJitter RandomGaussianBlur RandomGrayscale", PICTURES),
    **plain("AutoContrast ContrastLimitedAdaptiveHistogramEqualization MixUp CutMix RandAugment", PICTURES),
    **plain("RandomElasticTransform RandomErasing RandomFlip RandomInvert RandomPerspective", PICTURES),
    **plain("RandomBrightness RandomColorDegeneration RandomContrast RandomHue", PICTURES, factor=0.3),
    **plain("RandomRotation RandomSaturation RandomSharpness", PICTURES, factor=0.3),
    **plain("RandomPosterization", PICTURES, factor=4),
    "Activation": (lambda: layers.Activation("gelu"), ROWS),
    "Bidirectional": (lambda: layers.Bidirectional(layers.GRU(3, return_sequences=True)), SERIES),
    "CategoryEncoding": (lambda: layers.CategoryEncoding(9, output_mode="multi_hot"), WORDS),
    "CenterCrop": (lambda: layers.CenterCrop(4, 4), PICTURES),
    "Dense": (lambda: layers.Dense(3, kernel_regularizer="l2", kernel_constraint="non_neg"), ROWS),
    "Discretization": (lambda: adapted(layers.Discretization, ROWS, num_bins=4), ROWS),
    "Dot": (lambda: layers.Dot(axes=1, normalize=True), [ROWS, ROWS[::-1]]),
    "EinsumDense": (lambda: layers.EinsumDense("abc,cd->abd", output_shape=(None, 3), bias_axes="d"), SERIES),
    "Embedding": (lambda: layers.Embedding(9, 4), WORDS),
    "GRU": (lambda: layers.GRU(3, reset_after=False), SERIES),
    "GRUCell": (lambda: layers.RNN(layers.GRUCell(3)), SERIES),
    "GroupNormalization": (lambda: layers.GroupNormalization(2), PLANE),
    "GroupQueryAttention": (lambda: layers.GroupQueryAttention(4, 4, 2), TOKENS),
    "HashedCrossing": (lambda: layers.HashedCrossing(5), [texts("a", "b", "c"), texts("x", "y", "z")]),
    "Hashing": (lambda: layers.Hashing(5, salt=3), texts("a", "b", "a")),
    "IntegerLookup": (lambda: layers.IntegerLookup(vocabulary=[2, 4, 6], output_mode="one_hot"), WORDS[:, :1]),
    "LSTM": (lambda: layers.LSTM(3, return_sequences=True, go_backwards=True), SERIES),
    "LSTMCell": (lambda: layers.RNN(layers.LSTMCell(3), return_sequences=True), SERIES),
    "MelSpectrogram": (lambda: layers.MelSpectrogram(64, 32, num_mel_bins=8, sampling_rate=400), SOUNDS),
    "MultiHeadAttention": (lambda: layers.MultiHeadAttention(2, 4), TOKENS),
    "Normalization": (lambda: adapted(layers.Normalization, ROWS * 3 + 1), ROWS),
    "Permute": (lambda: layers.Permute((2, 1)), SERIES),
    "Pipeline": (lambda: layers.Pipeline([layers.Rescaling(1 / 255), layers.CenterCrop(4, 4)]), PICTURES),
    "RNN": (lambda: layers.RNN([layers.GRUCell(3), layers.LSTMCell(2)]), SERIES),
    "RandomCrop": (lambda: layers.RandomCrop(4, 4), PICTURES),
    "RandomShear": (lambda: layers.RandomShear(0.2, 0.2), PICTURES),
    "RandomTranslation": (lambda: layers.RandomTranslation(0.2, 0.2), PICTURES),
    "RandomZoom": (lambda: layers.RandomZoom(0.2), PICTURES),
    "RepeatVector": (lambda: layers.RepeatVector(3), ROWS),
    "Rescaling": (lambda: layers.Rescaling(1 / 255, offset=-0.5), PICTURES),
    "Reshape": (lambda: layers.Reshape((-1, 2)), ROWS),
    "Resizing": (lambda: layers.Resizing(5, 3, crop_to_aspect_ratio=True), PICTURES),
    "ReversibleEmbedding": (lambda: layers.ReversibleEmbedding(9, 4), WORDS),
    "STFTSpectrogram": (
        lambda: layers.STFTSpectrogram(frame_length=64, frame_step=32, fft_length=64),
        SOUNDS[..., None],
    ),
    "SimpleRNN": (lambda: layers.SimpleRNN(3), SERIES),
    "SimpleRNNCell": (lambda: layers.RNN(layers.SimpleRNNCell(3), unroll=True), SERIES),
    "Solarization": (lambda: layers.Solarization(0.3), PICTURES),
    "SpectralNormalization": (lambda: layers.SpectralNormalization(layers.Conv2D(3, 2)), PLANE),
    "StackedRNNCells": (lambda: layers.RNN(layers.StackedRNNCells([layers.GRUCell(3), layers.GRUCell(2)])), SERIES),
    "StringLookup": (lambda: layers.StringLookup(vocabulary=["a", "b"], output_mode="multi_hot"), texts("a", "b", "c")),
    "TextVectorization": (
        lambda: adapted(layers.TextVectorization, ["good bad", "bad"], output_mode="tf_idf"),
        SENTENCES,
    ),
    "TimeDistributed": (lambda: layers.TimeDistributed(layers.Conv1D(2, 3)), PLANE),
}


OUT_OF_PLACE = {
    "InputLayer": "is in each of the models",
    "Layer": "is what the others derive from",
    "Wrapper": "is what wrappers derive from",
    "Lambda": "has code for its weights: tried with the models of notebooks",
    "FlaxLayer": "is for Keras on JAX",
    "JaxLayer": "is for Keras on JAX",
    "TorchModuleWrapper": "is for Keras on PyTorch",
    "TFSMLayer": "is a SavedModel: tried with those",
    "MaxNumBoundingBoxes": "takes boxes, and no model gives them to it by itself",
    "Equalization": "makes no model: Keras says that it is part of a cycle",
}


def batches():
    """The names of the layers, those together that take the same batch."""
    names = {}
    for name, (_, batch) in LAYERS.items():
        names.setdefault(id(batch), []).append(name)
    return [tuple(each) for each in names.values()]


def model_of(names):
    """Layers of one batch as a model, with an output for each where there are several, and the batch."""
    batch = LAYERS[names[0]][1]
    several = batch if isinstance(batch, list) else [batch]
    inputs = [
        keras.Input(each.shape[1:], dtype="string" if each.dtype == object else str(each.dtype)) for each in several
    ]
    taken = inputs if isinstance(batch, list) else inputs[0]
    outputs = {name: answer_of(name, taken) for name in names}
    return keras.Model(taken, outputs if len(names) > 1 else outputs[names[0]]), batch


def answer_of(name, inputs):
    layer = LAYERS[name][0]()
    return layer(*inputs) if name in ("MultiHeadAttention", "GroupQueryAttention") else layer(inputs)


def all_layers():
    """The names of the layers in keras.layers, each once."""
    kinds = {}
    for name in dir(layers):
        kind = getattr(layers, name)
        if isinstance(kind, type) and issubclass(kind, layers.Layer):
            kinds.setdefault(kind, []).append(name)
    return {kind.__name__ if kind.__name__ in names else names[0] for kind, names in kinds.items()}
