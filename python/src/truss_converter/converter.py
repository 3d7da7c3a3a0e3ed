"""Converts the model of a truss into files for another one."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

from truss_converter.graph import graph_of
from truss_converter.model_code import rewrite
from truss_converter.rows import random_rows
from truss_converter.source import load_source
from truss_converter.torch_graph import torch_graph_of
from truss_converter.unconvertible import UnconvertibleError

ONNX_FILE = "model.onnx"
_REQUIRED = (("onnxruntime", "the framework"), ("numpy", "the arrays of requests"))


def convert(request: dict[str, Any]) -> dict[str, Any]:
    """Converts one model.

    Args:
        request: `directory` of the truss and its `config`; `staging`, where the files of the new one go; `examples`,
            the requests that are known of it.

    Returns:
        `requirements`, `{name, version, why}` each, and `requests` with random rows; or `problem`: the step that stands
        in the way.
    """
    staging = Path(request["staging"])
    try:
        source = load_source(Path(request["directory"]), request["config"])
        graph = torch_graph_of(source, request["examples"]) if source.is_network else graph_of(source)
        code = rewrite(source, graph)
    except UnconvertibleError as error:
        return {"problem": str(error)}
    data = staging / "data"
    # All of a network's folder is the network: weights, what holds none, what its library has written.
    files = ["model"] if source.is_network else source.model_files
    shutil.copytree(source.data, data, ignore=lambda _, names: [name for name in names if name in files])
    (data / "model").mkdir(parents=True, exist_ok=True)
    (data / "model" / ONNX_FILE).write_bytes(graph.content)
    (staging / "model").mkdir()
    (staging / "model" / "model.py").write_text(code, "utf-8")
    required = [*_REQUIRED, *([("pandas", "named columns")] if source.columns is not None else [])]
    return {
        "requirements": [{"name": name, "version": version(name), "why": why} for name, why in required],
        "requests": random_rows(source, request["examples"]),
    }
