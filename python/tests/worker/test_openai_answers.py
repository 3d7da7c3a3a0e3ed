"""Answers in the form that the body of a request of OpenAI's API asks for."""

import json
from base64 import b64decode
from struct import unpack

import pytest

from truss_worker.wire import protocol

SEGMENTS = [{"start": 0.0, "end": 1.5, "text": " Hi"}, {"start": 3661.25, "end": 3662, "text": "you "}]


@pytest.fixture
def ask(start):
    def ask_model(method, answer, body, define="def"):
        worker = start(f"""
            import array

            class Model:
                {define} {method}(self, body):
                    body.clear()
                    return {answer}
        """)
        worker.ready()
        return worker.ask(json.dumps(body).encode(), method=method, accept=protocol.FORM_JSON)

    return ask_model


@pytest.mark.parametrize("define", ["def", "async def"])
def test_embeddings_are_base64_of_float32_where_asked(ask, define):
    given = "{'object': 'list', 'data': [{'index': 0, 'embedding': [0.5, 1, -2]}, {'index': 1, 'embedding': 'AAA='}]}"
    answer = ask("embeddings", given, {"encoding_format": "base64"}, define)
    first, second = json.loads(answer.payload)["data"]
    assert unpack("<3f", b64decode(first["embedding"])) == (0.5, 1.0, -2.0)
    assert (first["index"], second) == (0, {"index": 1, "embedding": "AAA="})


@pytest.mark.parametrize("body", [{}, {"encoding_format": "float"}])
def test_embeddings_stay_lists_where_not_asked(ask, body):
    answer = ask("embeddings", "{'data': [{'embedding': [0.5]}]}", body)
    assert answer.payload == b'{"data":[{"embedding":[0.5]}]}'


SRT = "1\n00:00:00,000 --> 00:00:01,500\nHi\n\n2\n01:01:01,250 --> 01:01:02,000\nyou\n"
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHi\n\n01:01:01.250 --> 01:01:02.000\nyou\n"


@pytest.mark.parametrize(
    ("given", "wanted", "form", "payload"),
    [
        ("'Hi'", "text", protocol.FORM_TEXT, "Hi"),
        ("'1\\n…'", "srt", protocol.FORM_TEXT, "1\n…"),
        ("'Hi'", "json", protocol.FORM_JSON, '{"text":"Hi"}'),
        ("'Hi'", None, protocol.FORM_JSON, '{"text":"Hi"}'),
        ("{'text': 'Hi'}", "text", protocol.FORM_TEXT, "Hi"),
        ("{'text': 'Hi'}", "verbose_json", protocol.FORM_JSON, '{"text":"Hi"}'),
        ("{'text': 'Hi'}", "srt", protocol.FORM_JSON, '{"text":"Hi"}'),
        (f"{{'segments': {SEGMENTS}}}", "srt", protocol.FORM_TEXT, SRT),
        (f"{{'segments': {SEGMENTS}}}", "vtt", protocol.FORM_TEXT, VTT),
        ("b'raw'", "text", protocol.FORM_RAW, "raw"),
    ],
)
def test_transcripts_are_what_was_asked_for(ask, given, wanted, form, payload):
    body = {} if wanted is None else {"response_format": wanted}
    answer = ask("audio_transcriptions", given, body)
    assert (answer.form, answer.payload.decode()) == (form, payload)
