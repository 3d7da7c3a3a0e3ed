"""Bodies that are no JSON: multipart forms, files, text; and the dialect of MLflow's callers."""

import json
import pickle

import pytest

from truss_worker.forms.uploaded_file import UploadedFile
from truss_worker.wire import protocol

FORM = 5

DESCRIBE = """
    import io

    class Model:
        def predict(self, form):
            def show(value):
                if isinstance(value, list):
                    return [show(item) for item in value]
                if hasattr(value, "filename"):
                    again = io.BytesIO(value).read() == value.read() == bytes(value)
                    return [value.filename, value.content_type, value.hex(), again]
                return value
            return {name: show(value) for name, value in form.items()}
"""


def parts_of(*parts):
    """The header member and the payload of (name, bytes, more members)."""
    described = [{"name": name, "length": len(data), **more} for name, data, more in parts]
    return {"parts": described}, b"".join(data for _, data, _ in parts)


def test_a_multipart_form(start):
    worker = start(DESCRIBE)
    worker.ready()
    header, payload = parts_of(
        ("note", "grüß".encode(), {}),
        ("image", b"\x89P", {"filename": "../a.png", "contentType": "image/png"}),
        ("tag", b"1", {}),
        ("tag", b"2", {}),
        ("empty", b"", {"filename": "e"}),
    )
    answer = worker.ask(payload, form=FORM, **header)
    assert (answer.kind, answer.form) == (protocol.RESULT, protocol.FORM_JSON)
    assert json.loads(answer.payload) == {
        "note": "grüß",
        "image": ["../a.png", "image/png", "8950", True],
        "tag": ["1", "2"],
        "empty": ["e", "application/octet-stream", "", True],
    }


def test_a_field_that_is_not_text(start):
    worker = start(DESCRIBE)
    worker.ready()
    header, payload = parts_of(("note", b"\xff", {}))
    answer = worker.ask(payload, form=FORM, **header)
    assert answer.header["code"] == "REQUEST_BODY_INVALID"
    assert answer.header["message"] == "The field 'note' of the form is not valid UTF-8"


def test_parts_that_are_not_the_payload(start):
    worker = start(DESCRIBE)
    worker.ready()
    answer = worker.ask(b"abc", form=FORM, parts=[{"name": "a", "length": 2}])
    assert answer.header["code"] == "WIRE_PROTOCOL"


def test_a_form_answers_in_text_or_bytes_too(start):
    worker = start("""
        class Model:
            def predict(self, form):
                return form[form["give"]]
    """)
    worker.ready()
    header, payload = parts_of(
        ("give", b"image", {}), ("image", b"\x89P", {"filename": "a", "contentType": "image/png"})
    )
    answer = worker.ask(payload, form=FORM, **header)
    assert (answer.form, answer.payload, answer.header) == (6, b"\x89P", {"contentType": "image/png"})
    header, payload = parts_of(("give", b"give", {}))
    answer = worker.ask(payload, form=FORM, id=2, **header)
    assert (answer.form, answer.payload) == (7, b"give")


def test_an_uploaded_file_is_a_buffer_and_a_file():
    file = UploadedFile(b"abcdef")
    file.filename = "f"
    assert (file.read(2), file.tell(), file.seek(-1, 2), file.read(), file[0]) == (b"ab", 2, 5, b"f", 97)
    copied = pickle.loads(pickle.dumps(file))
    assert (copied, copied.filename, copied.read()) == (b"abcdef", "f", b"abcdef")


ECHO = """
    class Model:
        def predict(self, request):
            return {"kind": type(request).__name__, "got": request}
"""


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
    assert worker.ask(b'{"instances": [1]}', dialect="mlflow").payload == b'{"predictions":[1]}'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"inputs": 1, "instances": 1}', "more than one of"),
        ('{"dataframe_split": [1]}', "not an object with the arrays columns and data"),
        ('{"dataframe_split": {"columns": ["a"], "data": [[1], [1, 2]]}}', "row 1 has not one value"),
    ],
)
def test_forms_of_mlflow_that_are_refused(start, body, message):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(body.encode(), dialect="mlflow")
    assert answer.header["code"] == "REQUEST_BODY_INVALID"
    assert message in answer.header["message"]


@pytest.mark.parametrize(("body", "message"), [(b"", "not CSV"), (b"a,b\n1\n", "row 1 has 1 values, the header 2")])
def test_csv_that_is_refused(start, body, message):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(body, form=7, contentType="text/csv", dialect="mlflow")
    assert message in answer.header["message"]


@pytest.mark.parametrize(
    ("content_type", "data", "text", "leaves_as"),
    [
        ("text/plain; charset=ISO-8859-1", b"caf\xe9", "café", "text/plain; charset=utf-8"),
        ('text/csv; charset="windows-1252"; header=present', b"\x80", "€", "text/csv; header=present; charset=utf-8"),
        ("text/plain; charset=UTF-8", b"\xc3\xa9", "é", "text/plain; charset=UTF-8"),
        ("application/xml", '<?xml version="1.0" encoding="ISO-8859-1"?><é/>'.encode("latin-1"),
         '<?xml version="1.0" encoding="ISO-8859-1"?><é/>', "application/xml; charset=utf-8"),
        ("text/xml", '<?xml version="1.0" encoding="utf-16"?><é/>'.encode(),
         '<?xml version="1.0" encoding="utf-16"?><é/>', "text/xml"),
        ("text/xml", "<é/>".encode("utf-16"), "<é/>", "text/xml; charset=utf-8"),
        ("application/soap+xml; charset=utf-8", '<?xml version="1.0" encoding="ISO-8859-1"?><é/>'.encode(),
         '<?xml version="1.0" encoding="ISO-8859-1"?><é/>', "application/soap+xml; charset=utf-8"),
    ],
)  # fmt: skip
def test_text_in_the_encoding_that_it_names(start, content_type, data, text, leaves_as):
    worker = start("class Model:\n    def predict(self, request): return request")
    worker.ready()
    answer = worker.ask(data, form=protocol.FORM_TEXT, contentType=content_type)
    assert (answer.payload.decode(), answer.header) == (text, {"contentType": leaves_as})


@pytest.mark.parametrize(
    ("charset", "data", "code", "message"),
    [
        ("utf-8", b"a\xff", "REQUEST_BODY_INVALID", "The body is not valid UTF-8: byte 0xff at position 1"),
        ("utf-16", b"a", "REQUEST_BODY_INVALID", "The body is not valid UTF-16: byte 0x61 at position 0"),
        ("rot13", b"a", "REQUEST_ENCODING_UNSUPPORTED", "The text is in the encoding 'rot13', which is not known"),
    ],
)
def test_text_that_cannot_be_read(start, charset, data, code, message):
    worker = start("class Model:\n    def predict(self, request): return request")
    worker.ready()
    refused = worker.ask(data, form=protocol.FORM_TEXT, contentType=f"text/plain; charset={charset}").header
    assert (refused["code"], refused["message"]) == (code, message)
