"""Names for the classes of a classifier that was trained on their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from truss._packing.packed import Packed


def with_named_classes(packed: Packed, classes: Sequence[Any]) -> Packed:
    """Names the columns of probabilities in the signature; predictions stay what the model answers.

    Args:
        packed: the model.
        classes: a name for each class, in the order of the columns.

    Raises:
        ValueError: no output has a column for each of the classes, or they are a text, not a list.
    """
    if isinstance(classes, (str, bytes)):
        raise ValueError(f"classes= needs a list of names, found the text {classes!r}")
    names = [getattr(each, "item", lambda each=each: each)() for each in classes]
    signature = packed.config["signature"]
    outputs = [_named(output, names) for output in signature["outputs"]]
    if outputs == signature["outputs"] and not any(output.get("classes") == names for output in outputs):
        shapes = ", ".join(f"{output['name']} of the shape {output['shape']}" for output in outputs) or "nothing"
        raise ValueError(f"classes= has {len(names)} names, and no output of the model as many columns: {shapes}")
    return replace(packed, config={**packed.config, "signature": {**signature, "outputs": outputs}})


def _named(output: Mapping[str, Any], names: list[Any]) -> Mapping[str, Any]:
    has_a_column_each = len(output["shape"]) > 1 and output["shape"][-1] == len(names)
    return {**output, "classes": names} if has_a_column_each else output
