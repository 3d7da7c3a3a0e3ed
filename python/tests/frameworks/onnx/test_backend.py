"""Every model of ONNX's own tests of backends, packed, loaded afresh, and held against a session of onnxruntime."""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

from client.conftest import answer_afresh
from corpus.answers import assert_same
from truss._packing.pack import pack
from truss.errors import TrussError
from truss.frameworks.known import framework_of
from truss_worker.values.json_encode import to_plain

DATA = Path(onnx.__file__).parent / "backend/test/data"
FILES = {path.parent.relative_to(DATA).as_posix(): path.parent for path in sorted(DATA.rglob("model.onnx"))}
# Of the more than a thousand models of a node the first for each operator: what is to be shown is no operator.
NODES = {case.model.graph.node[0].op_type: case for case in reversed(collect_testcases(None))}
MODELS = [*FILES, *NODES]

REFUSED = {
    "cannot run": "onnxruntime has no kernel for it",
    "which no request can carry": "sequences, optional values and types that numpy has not",
    "has no inputs": "a constant",
}
"""What mk_truss may say of some of them, and why that is right."""

NOT_ASKED = "inputs without rows, such as scalars, infinity, or what onnxruntime does not run"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """By name: why it was refused, or (answer, what the session gives). All are asked in one fresh process."""
    folder = tmp_path_factory.mktemp("backend")
    found, requests, asked = {}, [], []
    for number, name in enumerate(MODELS):
        directory = folder / str(number)
        directory.mkdir()
        try:
            packed_request = _pack(name, directory)
        except TrussError as error:
            found[name] = next((words for words in REFUSED if words in error.message), error.message)
            continue
        if packed_request is None:
            found[name] = NOT_ASKED
            continue
        request, expected = packed_request
        requests.append((directory, request))
        asked.append((name, expected))
    for (name, expected), answer in zip(asked, answer_afresh(requests, cwd=folder)):
        found[name] = (answer, expected)
    return found


def _pack(name, directory):
    """Gives a request and the session's answer; nothing where it has inputs without rows."""
    model, arrays = _from_file(FILES[name]) if name in FILES else _of_node(NODES[name])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pack(framework_of(model), model, directory, None)
    session = onnxruntime.InferenceSession(
        str(model) if isinstance(model, Path) else model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    inputs = session.get_inputs()
    if len(inputs) != len(arrays) or not all(map(_is_rows, arrays)):
        return None
    feed = {each.name: array for each, array in zip(inputs, arrays)}
    plain = {name: to_plain(array) for name, array in feed.items()}
    request = {"inputs": plain if len(plain) > 1 else next(iter(plain.values()))}
    try:
        return json.loads(json.dumps(request)), session.run(None, feed)
    except Exception:  # noqa: BLE001 - an operator that it has no kernel for, which it finds out when it is run
        return None


def _is_rows(array):
    """JSON has no infinity."""
    return isinstance(array, np.ndarray) and array.ndim > 0 and not (array.dtype.kind == "f" and np.isinf(array).any())


def _of_node(case):
    inputs, _ = case.data_sets[0]
    return case.model, [_as_fed(each) if isinstance(each, np.ndarray) else each for each in inputs]


def _from_file(folder):
    found = []
    for path in sorted((folder / "test_data_set_0").glob("input_*.pb"), key=lambda path: int(path.stem[6:])):
        tensor = onnx.TensorProto()
        tensor.ParseFromString(path.read_bytes())
        found.append(_as_fed(np.asarray(numpy_helper.to_array(tensor))))
    return folder / "model.onnx", found


def _as_fed(array):
    return array.astype(object) if array.dtype.kind in "SU" else array


@pytest.mark.parametrize("name", MODELS)
def test_answers_as_a_session(walked, name):
    found = walked[name]
    if isinstance(found, str):
        assert found in (*REFUSED, NOT_ASKED)
        return
    answer, expected = found
    assert_same(list(answer.values()), to_plain(expected), name)


def test_most_of_them_answer(walked):
    assert sum(not isinstance(found, str) for found in walked.values()) > 200
