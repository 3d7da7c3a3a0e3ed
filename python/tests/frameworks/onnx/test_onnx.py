"""ONNX keeps the promises of a framework."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.served import assert_answers_everywhere
from truss.errors import FrameworkNotSupportedError, TrussError
from truss.frameworks.known import FRAMEWORKS, framework_of

X, Y = load_iris(return_X_y=True)
X = X.astype(np.float32)
ROWS = X[::40]
FOREST = RandomForestClassifier(5, random_state=0).fit(X, Y)


def run(model, feed, names):
    """What onnxruntime itself answers."""
    given = model if isinstance(model, str) else model.SerializeToString()
    outputs = onnxruntime.InferenceSession(given, providers=["CPUExecutionProvider"]).run(None, feed)
    tables = [
        [list(row.values()) for row in each] if isinstance(each, list) and isinstance(each[0], dict) else each
        for each in outputs
    ]
    return dict(zip(names, tables))


def forest(zipmap=True):
    model = to_onnx(FOREST, X[:1], options={"zipmap": zipmap})
    names = ["predictions", "probabilities"]
    return Sample(model, ROWS.tolist(), ROWS, lambda: run(model, {"X": ROWS}, names))


def graph(nodes, inputs, outputs, initializers=()):
    made = helper.make_graph(nodes, "of a test", inputs, outputs, list(initializers))
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def tensor(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, shape)


def two_inputs():
    """A sum and a product of two inputs of different types."""
    nodes = [
        helper.make_node("Cast", ["count"], ["as_float"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["width", "as_float"], ["sum"]),
        helper.make_node("Mul", ["width", "as_float"], ["product"]),
    ]
    inputs = [tensor("width", TensorProto.FLOAT, "n", 2), tensor("count", TensorProto.INT64, "n", 2)]
    return graph(nodes, inputs, [tensor(name, TensorProto.FLOAT, "n", 2) for name in ("sum", "product")])


def named():
    model = two_inputs()
    feed = {"width": np.float32([[1, 2], [3, 4.5]]), "count": np.int64([[1, 2], [3, 4]])}
    records = [{"width": width, "count": count} for width, count in zip(feed["width"].tolist(), feed["count"].tolist())]
    return Sample(model, records, feed, lambda: run(model, feed, ["predictions", "product"]))


def texts():
    model = graph(
        [helper.make_node("Identity", ["text"], ["same"])],
        [tensor("text", TensorProto.STRING, "n")],
        [tensor("same", TensorProto.STRING, "n")],
    )
    return Sample(model, ["a", "ü"], ["a", "ü"], lambda: {"predictions": ["a", "ü"]})


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A model whose weights lie in a file beside it."""
    return with_weights_apart(tmp_path_factory.mktemp("apart"))


def with_weights_apart(folder):
    weights = numpy_helper.from_array(np.arange(4096, dtype=np.float32).reshape(4, 1024), "weights")
    model = graph(
        [helper.make_node("MatMul", ["rows", "weights"], ["product"])],
        [tensor("rows", TensorProto.FLOAT, "n", 4)],
        [tensor("product", TensorProto.FLOAT, "n", 1024)],
        [weights],
    )
    path = folder / "product.onnx"
    onnx.save(model, path, save_as_external_data=True, location="weights.bin", size_threshold=16)
    (folder / "unrelated.txt").write_text("not of the model")
    assert path.stat().st_size < 1000
    return path


class TestOnnx(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "onnx")
    samples = {
        "a forest": forest,
        "a forest with an array of probabilities": lambda: forest(zipmap=False),
        "several inputs": named,
        "texts": texts,
    }
    refused = {
        "no inputs": lambda: graph(
            [helper.make_node("Identity", ["one"], ["same"])],
            [],
            [tensor("same", TensorProto.FLOAT, 1)],
            [numpy_helper.from_array(np.float32([1]), "one")],
        )
    }
    others = [lambda: LinearRegression().fit(X, Y)]


@pytest.mark.parametrize("name", ["a forest", "several inputs"])
def test_all_protocols_answer_as_the_live_object(tmp_path, name):
    sample = TestOnnx.samples[name]()
    assert_answers_everywhere(sample.model, tmp_path / "model", sample.inputs, sample.ask())


def test_a_file_brings_the_weights_that_lie_beside_it_and_nothing_else(pack, load_generated, file):
    assert framework_of(file).name == framework_of(str(file)).name == "onnx"
    directory, packed = pack(file)
    kept = sorted(path.name for path in (directory / "data" / "model").iterdir())
    assert kept == ["model.onnx", "weights.bin"]
    assert packed.batching == {"max_batch_size": 32}
    answer = load_generated(file).predict({"inputs": [[1, 0, 0, 0], [0, 0, 0, 2]]})
    assert answer["predictions"][1][0] == 2 * 3072


@pytest.mark.parametrize(("told", "threads"), [("3", 3), ("2,1", 2), (None, 0)])
def test_it_takes_no_more_processors_than_its_share(load_generated, monkeypatch, told, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", told) if told else monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert load_generated(two_inputs()).model.get_session_options().intra_op_num_threads == threads


def test_what_is_no_onnx_file_is_refused(tmp_path, pack):
    with pytest.raises(FrameworkNotSupportedError, match="not the name of a file"):
        framework_of("absent.onnx")
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"\x00not a model")
    with pytest.raises(TrussError, match=r"onnxruntime \S+ cannot run broken\.onnx") as caught:
        pack(broken)
    assert caught.value.code == "MODEL_CANNOT_PREDICT"


def test_an_input_that_no_request_carries_is_named(pack):
    sequence = helper.make_tensor_sequence_value_info("words", TensorProto.FLOAT, ["n"])
    model = graph(
        [helper.make_node("SequenceLength", ["words"], ["count"])], [sequence], [tensor("count", TensorProto.INT64)]
    )
    with pytest.raises(TrussError, match=r"The input words of ModelProto is seq\(tensor\(float\)\)"):
        pack(model)


def test_lengths_that_do_not_fit_are_the_caller_s_mistake(load_generated):
    loaded = load_generated(two_inputs())
    with pytest.raises(Exception, match="rows of shape") as caught:
        loaded.predict({"inputs": [{"width": [1, 2, 3], "count": [1, 2, 3]}]})
    assert caught.value.status_code == 400
