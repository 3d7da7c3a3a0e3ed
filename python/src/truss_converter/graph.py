"""Makes an ONNX graph of an object, by skl2onnx and onnxmltools."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from truss_converter.source import Source
from truss_converter.unconvertible import UnconvertibleError

_OPSET = {"": 17, "ai.onnx.ml": 3}
"""What every onnxruntime of the last years runs, and double thresholds of trees need."""


@dataclass(frozen=True)
class Graph:
    """A graph of a model.

    Attributes:
        content: the bytes of its file.
        feed: the expression of what it is fed with `inputs`, as code.
        answer: the lines of code that return an answer from `outputs`.
    """

    content: bytes
    feed: str
    answer: Sequence[str]


def graph_of(source: Source) -> Graph:
    """Converts the object of a truss.

    Raises:
        UnconvertibleError: the message has what the converter says.
    """
    logging.disable(logging.WARNING)
    reasons = []
    # Numbers of 64 bits are what most models compare with; some operators know 32 bits alone.
    for bits in (64, 32):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                proto = _convert(source, bits)
                content = proto.SerializeToString()
                inputs = loadable(content)
                return Graph(content, _feed(source, bits, inputs), _answer(source))
        except UnconvertibleError:
            raise
        except Exception as error:  # noqa: BLE001 - converters raise anything
            reasons.append(" ".join(f"{type(error).__name__}: {error}".split())[:400])
    raise UnconvertibleError(f"the converter cannot make a graph of {type(source.model).__name__}: {reasons[-1]}")


def _convert(source: Source, bits: int) -> Any:
    package = type(source.model).__module__.partition(".")[0]
    if package == "lightgbm":
        return _booster(source, bits, "convert_lightgbm")
    if package == "xgboost":
        return _booster(source, bits, "convert_xgboost")
    if package not in ("sklearn", "imblearn") and not hasattr(source.model, "get_params"):
        name = f"{type(source.model).__module__}.{type(source.model).__name__}"
        raise UnconvertibleError(
            f"there is no converter for {name}: it can be scikit-learn's, XGBoost's, LightGBM's or PyTorch's"
        )
    from skl2onnx import convert_sklearn

    _register_boosters()
    options = {id(source.model): {"zipmap": False}} if hasattr(source.model, "predict_proba") else None
    return convert_sklearn(source.model, initial_types=_types(source, bits), options=options, target_opset=_OPSET)


def _booster(source: Source, bits: int, name: str) -> Any:
    if bits == 64:
        raise ValueError("onnxmltools makes trees of 32 bits")
    import onnxmltools
    from onnxmltools.convert.common.data_types import FloatTensorType

    if any(column.get("categories") for column in (source.columns or {}).values()):
        raise UnconvertibleError("columns of categories, which a graph does not make numbers of as pandas does")
    types = [("X", FloatTensorType([None, source.features]))]
    if name == "convert_lightgbm":
        return onnxmltools.convert_lightgbm(source.model, initial_types=types, target_opset=15, zipmap=False)
    booster = source.model.get_booster() if hasattr(source.model, "get_booster") else source.model
    booster.feature_names = None  # the converter knows f0, f1, … only
    return onnxmltools.convert_xgboost(source.model, initial_types=types, target_opset=15)


def _register_boosters() -> None:
    """Lets skl2onnx convert the estimators of XGBoost and LightGBM, where these are steps of a pipeline."""
    from skl2onnx import update_registered_converter
    from skl2onnx.common.shape_calculator import (
        calculate_linear_classifier_output_shapes,
        calculate_linear_regressor_output_shapes,
    )

    zipmap = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    try:
        from lightgbm import LGBMClassifier, LGBMRegressor
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

        shapes = calculate_linear_classifier_output_shapes
        update_registered_converter(LGBMClassifier, "LGBMClassifier", shapes, convert_lightgbm, options=zipmap)
        shapes = calculate_linear_regressor_output_shapes
        update_registered_converter(LGBMRegressor, "LGBMRegressor", shapes, convert_lightgbm, options={"split": None})
    except ImportError:
        pass
    try:
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
        from xgboost import XGBClassifier, XGBRegressor

        shapes = calculate_linear_classifier_output_shapes
        update_registered_converter(XGBClassifier, "XGBClassifier", shapes, convert_xgboost, options=zipmap)
        shapes = calculate_linear_regressor_output_shapes
        update_registered_converter(XGBRegressor, "XGBRegressor", shapes, convert_xgboost)
    except ImportError:
        pass


def _types(source: Source, bits: int) -> list[tuple[str, Any]]:
    from skl2onnx.common.data_types import BooleanTensorType, DoubleTensorType, FloatTensorType, StringTensorType

    number = DoubleTensorType if bits == 64 else FloatTensorType
    if source.columns is None:
        return [("X", number([None, source.features]) if source.features else StringTensorType([None, 1]))]
    if _is_matrix(source):
        return [("X", number([None, source.features]))]
    kinds = {"text": StringTensorType, "boolean": BooleanTensorType, "number": number}
    for name, kind in _kinds(source):
        if kind not in kinds:
            raise UnconvertibleError(f"the column {name} holds {kind}, and a graph takes numbers, texts and truths")
    return [(name, kinds[kind]([None, 1])) for name, kind in _kinds(source)]


def _kinds(source: Source) -> Iterator[tuple[str, str]]:
    for name, column in (source.columns or {}).items():
        yield name, str(column["kind"])


def _is_matrix(source: Source) -> bool:
    """Whether named columns are all numbers, and the first step looks at none of them by its name."""
    first = source.model
    while getattr(first, "steps", None):
        first = first.steps[0][1]
    return {kind for _, kind in _kinds(source)} == {"number"} and not hasattr(first, "transformers_")


def loadable(content: bytes) -> list[str]:
    """Has onnxruntime load a graph, and gives the names of its inputs."""
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return [each.name for each in session.get_inputs()]


def _feed(source: Source, bits: int, inputs: Sequence[str]) -> str:
    if source.columns is None:
        texts = "np.array(inputs, dtype=object)[:, None]"
        return f'{{"X": {f"np.asarray(inputs, dtype=np.float{bits})" if source.features else texts}}}'
    if _is_matrix(source):
        return f'{{"X": inputs.to_numpy(np.float{bits})}}'
    casts = {"text": "object", "boolean": "bool", "number": f"np.float{bits}"}
    # The converter writes `_` for what is in no identifier, and leaves out what nothing reads.
    named = [(re.sub(r"\W", "_", name), name, casts[kind]) for name, kind in _kinds(source)]
    read = [each for each in named if each[0] in inputs]
    parts = [f"{json.dumps(own)}: inputs[[{json.dumps(name)}]].to_numpy({cast})" for own, name, cast in read]
    return "{\n" + "".join(f"    {part},\n" for part in parts) + "}"


def _answer(source: Source) -> list[str]:
    """The lines that name the outputs as the truss does; what they are, its own code tells."""
    if "self.classes" in source.text:
        return [
            "_, probabilities = outputs",
            'return {"predictions": self.classes[probabilities.argmax(axis=1)], "probabilities": probabilities}',
        ]
    if 'answer["probabilities"]' in source.text:
        return ['return {"predictions": outputs[0], "probabilities": outputs[1]}']
    if hasattr(source.model, "predict"):
        return ['return {"predictions": outputs[0].ravel()}']
    return ['return {"predictions": outputs[0]}']
