"""An ONNX model that answers: a session of onnxruntime, and where it comes from."""

from __future__ import annotations

import mmap
import os
import shutil
import sys
from pathlib import Path, PurePath
from typing import Any

from truss.errors import error_of

FILE = "model.onnx"


def is_onnx(model: object) -> bool:
    """Whether it is the path of a `.onnx` file, or a `ModelProto`."""
    if isinstance(model, (str, PurePath)):
        return os.fspath(model).endswith(".onnx") and os.path.isfile(model)
    library = sys.modules.get("onnx")
    return library is not None and isinstance(model, library.ModelProto)


class Graph:
    """A model with a session.

    Args:
        model: a path or a `ModelProto`.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where onnxruntime is not there, or cannot run the model.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self.title = os.path.basename(model) if isinstance(model, (str, PurePath)) else type(model).__name__
        try:
            import onnxruntime
        except ImportError as error:
            message = f"{self.title} needs onnxruntime to answer, which is not installed: {error}"
            raise error_of("MODEL_CANNOT_PREDICT", message, "Run: pip install onnxruntime") from error
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4  # what is wrong is raised
        given = os.fspath(model) if isinstance(model, (str, PurePath)) else model.SerializeToString()
        try:
            self.session = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            message = f"onnxruntime {onnxruntime.__version__} cannot run {self.title}: {error}"
            hint = "Export it with an older opset, or install the version of onnxruntime that knows its operators"
            raise error_of("MODEL_CANNOT_PREDICT", message, hint) from error

    def run(self, feed: dict[str, Any]) -> list[Any]:
        """Gives the outputs for arrays of numpy by the names of the inputs."""
        outputs: list[Any] = self.session.run(None, feed)
        return outputs

    def save(self, folder: Path) -> None:
        """Writes the model and the files that its weights lie in, where these are apart from it."""
        if not isinstance(self._model, (str, PurePath)):
            (folder / FILE).write_bytes(self._model.SerializeToString())
            return
        source = Path(self._model)
        shutil.copyfile(source, folder / FILE)
        for beside in _named_in(source):
            target = folder / beside.relative_to(source.parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(beside, target)


def _named_in(source: Path) -> list[Path]:
    """The files below the model's folder whose path stands in the model: a graph names those of its weights so."""
    if not source.stat().st_size:
        return []
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        others = (each for each in source.parent.rglob("*") if each.is_file() and each != source)
        return [each for each in others if content.find(each.relative_to(source.parent).as_posix().encode()) >= 0]
