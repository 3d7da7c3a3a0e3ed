"""Writes the code of the new truss: that of the old one, in which only what loads and asks the object is another."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from truss_converter.graph import Graph
from truss_converter.source import Source
from truss_converter.unconvertible import UnconvertibleError

_LOAD = """\
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1  # requests are answered side by side, and each is a matter of microseconds
providers = ["CPUExecutionProvider"]
self.model = onnxruntime.InferenceSession(self.model_dir / "model.onnx", options, providers=providers)"""

_ERRORS = "TypeError, ValueError, onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument"
"""The last: lengths or values that a graph does not take."""

_MISFITS = "How onnxruntime says that values do not fit."

_FEATURES = re.compile(
    r'getattr\(self\.model, "n_features_in_", None\)'
    r"|self\.model\.(num_features?\(\)|n_features_in_)"
)


def rewrite(source: Source, graph: Graph) -> str:
    """Gives the text of the new `model/model.py`; what people have written around the model stays.

    Raises:
        UnconvertibleError: where the places that are to change are not there.
    """
    tree = ast.parse(source.text)
    load, predict = _method(tree, "load"), _method(tree, "predict")
    loading = [statement for statement in load.body if _is_of_model(statement, source.is_network)]
    trying = next((each for each in ast.walk(predict) if isinstance(each, ast.Try)), None)
    if not loading or trying is None:
        raise UnconvertibleError("model/model.py was edited where it loads or asks the model")
    lines = source.text.splitlines()
    asking = [f"outputs = self.model.run(None, {graph.feed})", *graph.answer]
    edits = [(trying.body[0].lineno, trying.body[-1].end_lineno or 0, _indented("\n".join(asking), trying.body[0]))]
    edits += [(each.lineno, each.end_lineno or 0, []) for each in loading[1:]]
    edits.append((loading[0].lineno, loading[0].end_lineno or 0, _indented(_LOAD, loading[0])))
    for first, last, replacement in sorted(edits, key=lambda edit: edit[0], reverse=True):
        lines[first - 1 : last] = replacement
    text = "\n".join(lines) + "\n"
    text = _FEATURES.sub(str(source.features), text)
    text = re.sub(r"except \(.*\) as error:\n( *)# .*", rf"except ({_ERRORS}) as error:\n\1# {_MISFITS}", text)
    for name in source.model_files:
        text = text.replace(f"data/model/{name}", "data/model/model.onnx")
    text = _without_functions(text, ("as_answer", "by_name", "tensors_in")) if source.is_network else text
    return _with_imports(re.sub(r"\A# Made by Truss .*\n", "", text))


def _method(tree: ast.Module, name: str) -> ast.FunctionDef:
    for each in ast.walk(tree):
        if isinstance(each, ast.FunctionDef) and each.name == name:
            return each
    raise UnconvertibleError(f"model/model.py has no {name}() such as mk_truss writes")


def _is_of_model(statement: ast.stmt, is_network: bool) -> bool:
    """Whether it makes the object or reads its file: it names `self.model`, or something of PyTorch's for a network."""
    names = {
        each.attr
        for each in ast.walk(statement)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "self"
    }
    if not is_network:
        return "model" in names
    used = {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}
    return bool(names & {"model", "device", "model_dir"}) or bool(used & {"torch", "safetensors"})


def _without_functions(text: str, names: Sequence[str]) -> str:
    """Takes away functions that nothing calls any more but they themselves."""
    tree = ast.parse(text)
    dead = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name in names]
    rest = [each for each in tree.body if each not in dead]
    called = {each.id for part in rest for each in ast.walk(part) if isinstance(each, ast.Name)}
    if called & set(names):
        return text
    lines = text.splitlines()
    for each in reversed(dead):
        del lines[each.lineno - 1 : (each.end_lineno or 0) + 2]  # and the two empty lines behind it
    return "\n".join(lines).rstrip() + "\n"


def _indented(text: str, where: ast.stmt) -> list[str]:
    return [f"{' ' * where.col_offset}{line}" for line in text.splitlines()]


def _with_imports(text: str) -> str:
    """Takes away the imports that nothing uses any more, and adds the new ones."""
    tree = ast.parse(text)
    used = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    found = list(_plain_imports(tree))
    kept = [(node, f"import {name}" + (f" as {alias}" if alias else "")) for node, name, alias in found]
    lines = text.splitlines()
    there = {line for (node, line), (_, name, alias) in zip(kept, found) if (alias or name.partition(".")[0]) in used}
    wanted = {*there, "import onnxruntime", "import numpy as np"}
    last = max((node.lineno for node, _ in kept), default=None)
    first = min((node.lineno for node, _ in kept), default=None)
    if first is None or last is None:
        raise UnconvertibleError("model/model.py imports nothing, as no code of mk_truss's does")
    standard = sorted(line for line in wanted if line.split()[1] in ("json", "re", "pickle"))
    others = sorted(line for line in wanted if line not in standard)
    if "np" not in used:
        others.remove("import numpy as np")
    lines[first - 1 : last] = [*standard, *([""] if standard else []), *others]
    return "\n".join(lines) + "\n"


def _plain_imports(tree: ast.Module) -> Iterator[tuple[ast.Import, str, str | None]]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield node, node.names[0].name, node.names[0].asname
