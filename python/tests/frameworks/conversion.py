"""Models packed, converted to ONNX, and both asked: what the tests of `truss convert` share."""

import sys

from client.conftest import answer_afresh
from truss._packing.pack import pack
from truss.frameworks.known import framework_of
from truss_converter.converter import convert

CONFIG = {
    "model_module_dir": "model",
    "model_class_filename": "model.py",
    "model_class_name": "Model",
    "bundled_packages_dir": "packages",
    "data_dir": "data",
}


def convert_packed(model, rows, request, folder):
    """Packs a model with rows of examples and converts it; gives both directories, and what the converter says."""
    former, now = folder / "former", folder / "now"
    former.mkdir(parents=True)
    now.mkdir()
    pack(framework_of(model), model, former, rows)
    asked = {"directory": str(former), "config": CONFIG, "staging": str(now), "examples": [request]}
    path = list(sys.path)
    try:
        return former, now, convert(asked)
    finally:
        sys.path[:] = path


def walk(conversions, which, folder):
    """Asks both trusses of each conversion in one fresh process, since an import of their libraries takes seconds.

    Args:
        conversions: by name, pairs of the request of an example and what `convert_packed` gave.
        which: the indexes of the converter's own requests that are asked, too.
        folder: where the process runs.

    Returns:
        By name what the converter said, and pairs of answers: of the former truss and of the new one.
    """
    asked = []
    for name, (request, (former, now, said)) in conversions.items():
        if "problem" not in said:
            for each in [request, *(said["requests"][index] for index in which)]:
                asked += [(name, former, each), (name, now, each)]
    answers = answer_afresh([each[1:] for each in asked], cwd=folder)
    found = {name: (said, []) for name, (_, (_, _, said)) in conversions.items()}
    for (name, _, _), former_answer, answer in zip(asked[::2], answers[::2], answers[1::2]):
        found[name][1].append((former_answer, answer))
    return found
