"""`TrussHandle.predict`: what may be asked, where the model is asked, and what a failure shows."""

import io
import sys
import traceback

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, OneHotEncoder

import truss
from truss.errors import TrussError

FRAME, Y = load_iris(return_X_y=True, as_frame=True)
X = FRAME.to_numpy()
SHOPS = pd.DataFrame({"size": [1.0, 2.0, 3.0, 4.0], "town": ["a", "b", "a", "b"]})
TEXTS = ["good", "bad"]
NEEDS_SIX = """\
import six


class Model:
    def predict(self, request):
        if request == "refuse":
            from truss import HTTPError

            raise HTTPError(418, {"pot": "tea"})
        if request == "fail":
            raise ValueError("of no use")
        if request == "stream":
            return iter([{"n": 1}, "two"])
        return [six.__version__, request]
"""


def made(model, directory):
    return truss.mk_truss(model, directory, verify=False)


def predictions(handle, *requests):
    return [handle.predict(request)["predictions"] for request in requests]


def test_a_model_of_arrays_is_asked_with_rows_in_any_form(tmp_path):
    model = LogisticRegression(max_iter=500).fit(X, Y)
    handle = made(model, tmp_path / "iris")
    two = FRAME.iloc[[0, 100]]
    expected = model.predict(two.to_numpy()).tolist()
    forms = [two.to_numpy(), two, two.to_numpy().tolist(), csr_matrix(two), {"inputs": two}, {"instances": two}]
    assert predictions(handle, *forms) == [expected] * len(forms)
    rows = [X[100], FRAME.iloc[100], {"inputs": X[100]}, {"inputs": FRAME.iloc[100]}]
    assert predictions(handle, *rows) == [expected[1:]] * len(rows)


def test_a_model_of_records_is_asked_with_rows_in_any_form(tmp_path):
    columns = ColumnTransformer([("size", SimpleImputer(), ["size"]), ("town", OneHotEncoder(), ["town"])])
    model = make_pipeline(columns, LogisticRegression()).fit(SHOPS, [0, 1, 0, 1])
    handle = made(model, tmp_path / "shops")
    expected = model.predict(SHOPS[:2]).tolist()
    turned = SHOPS[["town", "size"]][:2]
    forms = [SHOPS[:2], turned, SHOPS[:2].to_numpy(), SHOPS[:2].to_dict("records"), {"inputs": SHOPS[:2]}]
    forms += [{"inputs": SHOPS[:2].to_dict("list")}, SHOPS[:2].to_dict("list")]
    assert predictions(handle, *forms) == [expected] * len(forms)
    record = SHOPS.iloc[1].to_dict()
    rows = [SHOPS.iloc[1], SHOPS.iloc[1].to_numpy(), record, {"inputs": record}, {"inputs": SHOPS.iloc[1]}]
    assert predictions(handle, *rows) == [expected[1:]] * len(rows)


def test_a_model_of_texts_or_labels_is_asked_with_a_column(tmp_path):
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, [1, 0])
    texts = [TEXTS, np.array(TEXTS), pd.Series(TEXTS), pd.Series(TEXTS, index=["x", "y"]), pd.DataFrame({"t": TEXTS})]
    assert predictions(made(model, tmp_path / "texts"), *texts) == [[1, 0]] * len(texts)
    labels = [["b", "a"], np.array(["b", "a"]), pd.Series(["b", "a"])]
    assert predictions(made(LabelEncoder().fit(["a", "b"]), tmp_path / "labels"), *labels) == [[1, 0]] * len(labels)


def test_two_columns_of_one_name_are_the_caller_s_mistake(tmp_path):
    columns = ColumnTransformer([("size", SimpleImputer(), ["size"]), ("town", OneHotEncoder(), ["town"])])
    handle = made(make_pipeline(columns, LogisticRegression()).fit(SHOPS, [0, 1, 0, 1]), tmp_path / "shops")
    with pytest.raises(TrussError, match="several columns of one name: 'size'") as caught:
        handle.predict(SHOPS.set_axis(["size", "size"], axis=1))
    assert caught.value.code == "INPUT_INVALID"


def test_a_model_of_one_s_own_gets_tables_as_inputs_and_everything_else_as_it_is(tmp_path):
    handle = truss.init(tmp_path / "echo")
    (handle.directory / "model" / "model.py").write_text(
        "class Model:\n    def predict(self, request):\n        return request\n"
    )
    assert handle.predict(np.eye(2)) == {"inputs": [[1, 0], [0, 1]]}
    assert handle.predict(SHOPS[:1]) == {"inputs": [{"size": 1.0, "town": "a"}]}
    for value in (None, "text", 3, [1, 2], {"a": [1]}, np.float64(2.5)):
        assert handle.predict(value) == value


@pytest.fixture
def needs_six(tmp_path, monkeypatch):
    handle = truss.init(tmp_path / "needs-six")
    (handle.directory / "model" / "model.py").write_text(NEEDS_SIX)
    handle.update_requirements(["six==1.17.0"])
    monkeypatch.setitem(sys.modules, "six", None)
    return handle


READS_FILES = """\
class Model:
    def predict(self, body):
        is_file = hasattr(body, "read")
        content = body.read().hex() if is_file else body
        return [type(body).__name__, getattr(body, "content_type", None), content]
"""


def test_a_file_is_what_a_server_makes_of_it(tmp_path):
    handle = truss.init(tmp_path / "files")
    (handle.directory / "model" / "model.py").write_text(READS_FILES)
    picture, table, values = (tmp_path / name for name in ("a.png", "a.csv", "a.json"))
    picture.write_bytes(b"\x89PNG")
    table.write_text("a,b")
    values.write_text('{"a": 1}')
    with handle.serve() as server, picture.open("rb") as opened, picture.open("rb") as again:
        for asked in (picture, table, values, b"\x00\xff", bytearray(b"a"), io.BytesIO(b"b")):
            there = io.BytesIO(b"b") if isinstance(asked, io.BytesIO) else asked
            assert handle.predict(asked) == server.predict(there)
        assert handle.predict(opened) == server.predict(again) == ["UploadedFile", "image/png", "89504e47"]
    with pytest.raises(TrussError, match=r"missing\.png cannot be read: No such file"):
        handle.predict(tmp_path / "missing.png")


def test_a_model_whose_packages_are_not_here_is_asked_in_its_own_environment(needs_six):
    assert needs_six.predict({"a": np.arange(2)}) == ["1.17.0", {"a": [0, 1]}]
    server = needs_six._own_environment._server
    assert list(needs_six.predict("stream")) == [{"n": 1}, "two"]
    with pytest.raises(truss.HTTPError) as refused:
        needs_six.predict("refuse")
    assert (refused.value.status_code, refused.value.detail) == (418, {"pot": "tea"})
    with pytest.raises(TrussError, match=r"raise ValueError\(\"of no use\"\)") as failed:
        needs_six.predict("fail")
    assert failed.value.code == "MODEL_RAISED"
    assert needs_six._own_environment._server is server
    edited = NEEDS_SIX.replace("[six.__version__", "['edited'")
    (needs_six.directory / "model" / "model.py").write_text(edited)
    assert needs_six.predict(1) == ["edited", 1]
    assert not server.is_running
    truss.kill_all()
    assert needs_six.predict(2) == ["edited", 2]
    truss.kill_all()


def test_a_package_that_no_requirement_brings_is_missing(needs_six):
    needs_six.update_requirements([])
    with pytest.raises(TrussError, match="six") as caught:
        needs_six.predict(1)
    assert caught.value.code == "MODEL_IMPORT_FAILED"


def test_examples_are_tested_in_its_own_environment(needs_six):
    needs_six.update_examples([{"name": "one", "input": 1}])
    assert bool(needs_six.test()) is False
    (needs_six.directory / "examples.yaml").write_text("- name: one\n  input: 1\n  output: ['1.17.0', 1]\n")
    assert needs_six.test()


def test_a_failure_shows_the_caller_s_code_and_the_model_s(tmp_path):
    handle = truss.init(tmp_path / "fails")
    source = handle.directory / "model" / "model.py"
    source.write_text("class Model:\n    def predict(self, request):\n        return 1 / request\n")
    with pytest.raises(ZeroDivisionError) as caught:
        handle.predict(0)
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [frame.name for frame in frames] == [sys._getframe().f_code.co_name, "calling", "predict"]
    assert frames[-1].filename == str(source)
    # What a notebook goes by to leave a frame out.
    assert caught.value.__traceback__.tb_next.tb_frame.f_locals["__tracebackhide__"] is True
    source.write_text("import a_package_of_nobody\n")
    with pytest.raises(TrussError) as caught:
        handle.predict(0)
    assert len(traceback.extract_tb(caught.value.__traceback__)) == 2
    assert [frame.filename for frame in traceback.extract_tb(caught.value.__cause__.__traceback__)] == [str(source)]
