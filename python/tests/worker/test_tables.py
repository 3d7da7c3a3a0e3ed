"""Tables as clients send and want them."""

import io
import json

import numpy as np
import pytest

from truss_worker.errors import WorkerError
from truss_worker.tables.answers import write_table
from truss_worker.tables.layout import layout_of
from truss_worker.tables.npy import read_npy
from truss_worker.tables.requests import read_tables
from truss_worker.wire import protocol

ECHO = """
    class Model:
        def predict(self, request):
            return {"kind": type(request).__name__, "got": request}
"""
ROWS = {"inputs": [{"name": "inputs", "datatype": "FP64", "shape": [-1, 2]}]}
VALUES = {"inputs": [{"name": "inputs", "datatype": "BYTES", "shape": [-1]}]}
RECORDS = {
    "inputs": [{"name": "zip", "datatype": "BYTES", "shape": [-1]}, {"name": "n", "datatype": "FP64", "shape": [-1]}]
}
UNKNOWN = {"inputs": []}
IMAGES = {"inputs": [{"name": "image", "datatype": "UINT8", "shape": [-1, 8, 8]}]}


def read(body, signature, content_type="text/csv", is_invocation=True):
    read = read_tables(body, content_type, layout_of(signature["inputs"]), is_invocation=is_invocation)
    return read if read is None else read["inputs"]


def split(columns, *rows):
    return {"dataframe_split": {"columns": columns, "data": list(rows)}}


@pytest.mark.parametrize(
    ("body", "signature", "inputs"),
    [
        (split(["a", "b"], [1, 2], [3, 4]), ROWS, [[1, 2], [3, 4]]),
        (split(["1", "0"], [1, 2]), ROWS, [[2, 1]]),
        ({"dataframe_records": [{"a": 1, "b": 2}, {"b": 4, "a": 3}]}, ROWS, [[1, 2], [3, 4]]),
        ({"dataframe_records": [{"n": 1}]}, RECORDS, [{"n": 1}]),
        (split(["n", "more"], [1, 2]), RECORDS, [{"n": 1, "more": 2}]),
        ({"inputs": {"a": [1, 3], "b": [2, 4]}}, ROWS, [[1, 2], [3, 4]]),
        ({"inputs": {"a": 1, "b": 2}}, ROWS, [[1, 2]]),
        ({"instances": [{"a": 1, "b": 2}]}, ROWS, [[1, 2]]),
        ({"inputs": [[1, 2]]}, ROWS, [[1, 2]]),
        ([[1, 2]], ROWS, [[1, 2]]),
        (split(["text"], ["x"], ["y"]), VALUES, ["x", "y"]),
        ([{"text": "x"}], VALUES, ["x"]),
        (split(["a"], [1]), IMAGES, [{"a": 1}]),
    ],
)
def test_tables_of_json(body, signature, inputs):
    assert read(body, signature) == inputs


@pytest.mark.parametrize("signature", [ROWS, RECORDS])
def test_frames_are_read_on_every_route_of_a_model_that_says_what_it_takes(signature):
    frame = {**split(["zip", "n"], ["a", 2]), "more": 1}
    assert read(frame, signature, is_invocation=False) == read(frame, signature)
    assert read_tables(frame, "", layout_of(signature["inputs"]), is_invocation=False)["more"] == 1
    assert read({"inputs": 1, "instances": 2}, RECORDS, is_invocation=False) is None


@pytest.mark.parametrize("body", [split(["a"], [1]), {"inputs": [{"a": 1}]}, [1], "a\n1\n"])
def test_elsewhere_a_request_is_the_models_own_where_it_does_not_say_what_it_takes(body):
    assert read(body, UNKNOWN, is_invocation=False) is None


@pytest.mark.parametrize(
    ("text", "signature", "inputs"),
    [
        ("1,2\n3,4\n", ROWS, [[1, 2], [3, 4]]),
        ("1,2\n3,4\n", UNKNOWN, [[1, 2], [3, 4]]),
        ("a,b\n1,2.5\n", ROWS, [[1, 2.5]]),
        ("a,b\n1,2\n", UNKNOWN, [{"a": 1, "b": 2}]),
        ("a,b\n", ROWS, []),
        ("1,0\n1,2\n", ROWS, [[1, 0], [1, 2]]),
        ("1,\n,NA\n1e3,-.5\n", ROWS, [[1, None], [None, None], [1000, -0.5]]),
        ("n,zip\n1,007\n2,NA\n", RECORDS, [{"n": 1, "zip": "007"}, {"n": 2, "zip": "NA"}]),
        ("007,1\n,2\n", RECORDS, [["007", 1], [None, 2]]),
        ("n,other\n1,true\n", RECORDS, [{"n": 1, "other": True}]),
        ("code,open\n007,true\n,FALSE\n", UNKNOWN, [{"code": "007", "open": True}, {"code": None, "open": False}]),
        ("x,1\ny,2\n", UNKNOWN, [["x", 1], ["y", 2]]),
        ("1_000,x\n2_0,y\n", UNKNOWN, None),
    ],
)
def test_the_first_line_of_csv_shows_what_it_is(text, signature, inputs):
    if inputs is None:
        with pytest.raises(WorkerError, match="can be the names of the columns, or a row") as refused:
            read(text, signature)
        assert "header=present" in refused.value.hint
    else:
        assert read(text, signature) == inputs


@pytest.mark.parametrize(
    ("text", "signature", "absent", "present"),
    [
        ("0,1\n1,2\n", ROWS, [[0, 1], [1, 2]], [[1, 2]]),
        ("b,a\nx,y\n", UNKNOWN, [["b", "a"], ["x", "y"]], [{"b": "x", "a": "y"}]),
        ("text\nx\n", VALUES, ["text", "x"], ["x"]),
        ("1,0\n1,2\n", ROWS, [[1, 0], [1, 2]], [[2, 1]]),
        ("c,o\n007,true\n,FALSE\n", UNKNOWN, [["c", "o"], ["007", "true"], [None, "FALSE"]],
         [{"c": "007", "o": True}, {"c": None, "o": False}]),
        ("a\n1_000\n", UNKNOWN, [["a"], ["1_000"]], [{"a": "1_000"}]),
    ],
)  # fmt: skip
def test_the_content_type_says_whether_there_is_a_line_of_names(text, signature, absent, present):
    assert read(text, signature, "text/csv; header=absent") == absent
    assert read(text, signature, 'Text/CSV; charset=utf-8; Header="present"') == present


@pytest.mark.parametrize(
    ("body", "signature", "message"),
    [
        ("a,a\n1,2\n", ROWS, "two columns are called 'a'"),
        (split(["a", "a"], [1, 2]), ROWS, "two columns are called 'a'"),
        (split(["a", "b"], [1, 2]), {"inputs": []}, None),
        ("1,2\n\n3,4\n", ROWS, "line 2 is empty"),
        ('1,"2\n', ROWS, "not CSV"),
        ("1,2,3\n", ROWS, "A table of 2 columns is needed, found one of 3"),
        (split(["a", "b", "c"]), ROWS, "A table of 2 columns is needed, found one of 3: a, b, c"),
        ({"dataframe_records": [{"a": 1, "b": 2}, {"a": 1}]}, ROWS, r"dataframe_records\[1\] has no 'b'"),
        ({"inputs": [{"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}]}, ROWS, r"inputs\[1\] has 'c'"),
        ({"inputs": {"a": [1], "b": [1, 2]}}, ROWS, "column 'b' is a list of 2 values, unlike column 'a'"),
        ({"inputs": {"a": [1], "b": "x"}}, ROWS, "column 'b' is no list"),
        ({"dataframe_records": [[1]]}, ROWS, "dataframe_records is not a list of objects"),
        ({"dataframe_split": {}, "inputs": []}, ROWS, "more than one of"),
    ],
)
def test_tables_that_are_refused(body, signature, message):
    if message is None:
        assert read(body, signature)
    else:
        with pytest.raises(WorkerError, match=message):
            read(body, signature)


def npy(array, **how):
    file = io.BytesIO()
    np.save(file, array, **how)
    return bytearray(file.getvalue())


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(3, 2),
        np.asfortranarray(np.arange(6).reshape(3, 2)),
        np.array([["a", "bc"]]),
        np.zeros((0, 2)),
        np.array([True, False]),
    ],
)
def test_arrays_of_numpy(array):
    found = read(npy(array), ROWS, "application/x-npy")
    assert found.dtype == array.dtype
    assert found.tolist() == array.tolist()
    assert found.flags.writeable


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (npy(np.array([{}], dtype=object), allow_pickle=True), "of type '|O'"),
        (b"x", "not an array"),
        (npy(np.zeros(3))[:-1], "not an array"),
        (npy(np.zeros(3)).replace(b"(3,)", b"(9**99,)"[:4]), "cannot be read"),
        (b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 70000, "cannot be read"),
    ],
)
def test_arrays_of_numpy_that_are_refused(body, message):
    with pytest.raises(WorkerError) as refused:
        read_npy(body)
    assert message in refused.value.message


def test_json_lines():
    assert read(b"[1, 2]\n\n[3, 4]\n", ROWS, "application/jsonlines") == [[1, 2], [3, 4]]
    assert read(b'{"a": 1, "b": 2}\n', ROWS, "application/x-ndjson") == [[1, 2]]
    assert read(b'{"a": 1}\n', UNKNOWN, "application/jsonlines") == [{"a": 1}]
    with pytest.raises(WorkerError, match="JSON lines, line 2: "):
        read(b"[1, 2]\n[3, \n", ROWS, "application/jsonlines")


ANSWER = {"predictions": np.array(["a", "b"]), "probabilities": np.array([[0.5, 0.5], [0.25, 0.75]]), "version": 3}


@pytest.mark.parametrize(
    ("answer", "media_type", "written"),
    [
        (ANSWER, "text/csv", "a,0.5,0.5\nb,0.25,0.75\n"),
        (ANSWER, "text/csv; header=present",
         "predictions,probabilities_0,probabilities_1\na,0.5,0.5\nb,0.25,0.75\n"),
        ({"predictions": [{"x": 1, "y": None}]}, "text/csv; header=present", "x,y\n1,\n"),
        ({"predictions": [[1, [2, "ä"]], [3, []]]}, "text/csv", '1,"[2,""ä""]"\n3,[]\n'),
        (ANSWER, "application/jsonlines",
         '{"predictions":"a","probabilities":[0.5,0.5]}\n{"predictions":"b","probabilities":[0.25,0.75]}\n'),
        ({"predictions": []}, "text/csv; header=present", ""),
    ],
)  # fmt: skip
def test_answers_as_tables(answer, media_type, written):
    assert write_table(answer, media_type).decode() == written


def test_answers_as_arrays_of_numpy():
    for predictions in (np.array([1, 2]), ["a", "b"], np.array(["a"], dtype=object), [[1.5, 2]]):
        written = np.load(io.BytesIO(write_table({"predictions": predictions}, "application/x-npy")))
        assert written.tolist() == np.asarray(predictions).tolist()
    for predictions, media_type in (([{}], "application/x-npy"), ([[1], [1, 2]], "application/x-npy"), (1, "text/csv")):
        with pytest.raises(WorkerError, match="cannot be"):
            write_table({"predictions": predictions}, media_type)


def test_an_invocation_is_answered_in_the_form_that_it_wants(start):
    worker = start("class Model:\n    def predict(self, request): return [len(request['inputs']), 'x']")
    worker.ready()
    told = {"dialect": "mlflow", "contentType": "text/csv", "table": "text/csv"}
    answer = worker.ask(b"1,2\n3,4\n", form=7, **told)
    assert (answer.form, answer.header, answer.payload) == (protocol.FORM_TEXT, {"contentType": "text/csv"}, b"2\nx\n")


@pytest.mark.parametrize(
    ("body", "got"),
    [
        ({"dataframe_split": {"columns": ["a", "b"], "data": [[1, "x"], [2, None]]}},
         {"inputs": [{"a": 1, "b": "x"}, {"a": 2, "b": None}]}),
        ({"dataframe_split": {"index": [7], "columns": [0], "data": [[1]]}}, {"inputs": [{"0": 1}]}),
        ({"dataframe_records": [{"a": 1}]}, {"inputs": [{"a": 1}]}),
        ({"instances": [[1, 2]]}, {"inputs": [[1, 2]]}),
        ({"inputs": {"a": [1]}, "params": {"t": 0.5}}, {"inputs": {"a": [1]}, "params": {"t": 0.5}}),
    ],
)  # fmt: skip
def test_the_forms_of_mlflow(start, body, got):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(json.dumps(body).encode(), dialect="mlflow")
    assert json.loads(answer.payload)["predictions"]["got"] == got


@pytest.mark.parametrize(
    ("data", "form", "content_type"),
    [
        (b'{"text":"anything"}', protocol.FORM_JSON, None),
        (b'"a,b"', protocol.FORM_JSON, None),
        (b"[1]", protocol.FORM_JSON, None),
        (b"<a/>", protocol.FORM_TEXT, "application/xml"),
    ],
)
def test_a_body_that_is_none_of_mlflows_forms_is_a_request_as_any(start, data, form, content_type):
    worker = start("class Model:\n    def predict(self, request): return request")
    worker.ready()
    header = {} if content_type is None else {"contentType": content_type}
    answer = worker.ask(data, form=form, dialect="mlflow", **header)
    assert (answer.form, answer.payload) == (form, data)


def test_csv(start):
    worker = start(ECHO)
    worker.ready()
    body = '\ufeffi,f,s,"q,"\n1,1,a,"x\ny"\n2,2.5,,z\n\n'.encode()
    answer = worker.ask(body, form=7, contentType="text/csv", dialect="mlflow")
    assert answer.form == protocol.FORM_JSON
    assert json.loads(answer.payload)["predictions"]["got"] == {
        "inputs": [{"i": 1, "f": 1.0, "s": "a", "q,": "x\ny"}, {"i": 2, "f": 2.5, "s": None, "q,": "z"}]
    }


def test_an_answer_that_has_predictions_is_not_wrapped_again(start):
    worker = start("""
        class Model:
            def predict(self, request):
                return {"predictions": request["inputs"], "more": 1}
    """)
    worker.ready()
    assert worker.ask(b'{"instances": [1]}', dialect="mlflow").payload == b'{"predictions":[1],"more":1}'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"inputs": 1, "instances": 1}', "more than one of"),
        ('{"dataframe_split": [1]}', "not an object with the arrays columns and data"),
        ('{"dataframe_split": {"columns": ["a"], "data": [[1], [1, 2]]}}', "row 1 has 2 values"),
    ],
)
def test_forms_of_mlflow_that_are_refused(start, body, message):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(body.encode(), dialect="mlflow")
    assert answer.header["code"] == "REQUEST_BODY_INVALID"
    assert message in answer.header["message"]


@pytest.mark.parametrize(("body", "message"), [(b"", "not CSV"), (b"a,b\n1\n", "line 2 has 1 values, the first one 2")])
def test_csv_that_is_refused(start, body, message):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(body, form=7, contentType="text/csv", dialect="mlflow")
    assert message in answer.header["message"]


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("[1, 2]", b"1\n2\n"),
        ("{'predictions': [1], 'more': [[2]]}", b"1,2\n"),
        ("'a,b'", b'"a,b"'),
        ("{'x': 1}", b'{"x":1}'),
        ("3", b"3"),
    ],
)
def test_a_prediction_is_answered_as_a_table_where_it_is_one(start, answer, written):
    worker = start(f"class Model:\n    def predict(self, request): return {answer}")
    worker.ready()
    assert worker.ask(b"{}", table="text/csv").payload == written
