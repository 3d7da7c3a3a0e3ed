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


CURL = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "got"),
    [
        (b"a=1&b=x+y%2Bz&a=2&empty=", {"kind": "FormBody", "got": {"a": ["1", "2"], "b": "x y+z", "empty": ""}}),
        (b"name=%C3%A4\n", {"kind": "FormBody", "got": {"name": "ä"}}),
        (b'{"a": "b=c"}', {"kind": "dict", "got": {"a": "b=c"}}),
        (b"7", {"kind": "int", "got": 7}),
    ],
)
def test_a_form_under_the_content_type_of_curl(start, body, got):
    worker = start(ECHO)
    worker.ready()
    assert json.loads(worker.ask(body, contentType=CURL).payload) == got


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b'{"a": "b=c"', CURL, "not valid JSON"),
        (b"hello", CURL, "not valid JSON"),
        (b"a=1", "application/json", "not valid JSON"),
        (b"a=%ff", CURL, "A field of the form is not valid UTF-8"),
        (b"\xff=1", CURL, "A field of the form is not valid UTF-8"),
        (b"a=1&" * 1000, CURL, "more than 1000 fields"),
    ],
)
def test_what_is_neither_json_nor_a_form(start, body, content_type, message):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(body, contentType=content_type)
    assert answer.header["code"] == "REQUEST_BODY_INVALID"
    assert message in answer.header["message"]


def test_bytes_that_are_no_msgpack_are_told_what_they_were_taken_for(start):
    worker = start(ECHO)
    worker.ready()
    answer = worker.ask(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", form=protocol.FORM_MSGPACK)
    assert answer.header["message"].startswith("Unrecognized request format: Unpack failed: ")
    assert "msgpack" in answer.header["message"]
    assert "image/png" in answer.header["hint"]
