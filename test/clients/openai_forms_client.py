"""What `openai` gets in each form: `python openai_forms_client.py BASE_URL API_KEY`."""

import sys
import warnings

import openai

# Translations have lost their models at OpenAI, not elsewhere.
warnings.simplefilter("ignore", DeprecationWarning)
base_url, api_key = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0)
# As what stands in front of Azure's models sends it; the client insists on an `Authorization` of its own.
gateway = openai.OpenAI(base_url=base_url, api_key="none", default_headers={"api-key": api_key}, max_retries=0)

VECTOR = [0.5, -1.25, 0.0625]
# The client itself asks for base64 where nobody says anything, and makes numbers of it.
for options in ({}, {"encoding_format": "float"}):
    answer = client.embeddings.create(model="m", input=["a", "b"], **options)
    assert [item.embedding for item in answer.data] == [VECTOR, VECTOR], (options, answer)
raw = client.embeddings.create(model="m", input=["a"], encoding_format="base64").data[0].embedding
assert raw == "AAAAPwAAoL8AAIA9", raw
assert gateway.embeddings.create(model="m", input=["a"]).data[0].embedding == VECTOR

SRT = "1\n00:00:00,000 --> 00:00:01,500\nOne,\n\n2\n00:00:01,500 --> 01:02:05,250\nzwei.\n"
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nOne,\n\n00:00:01.500 --> 01:02:05.250\nzwei.\n"
voice = ("voice.wav", b"RIFF1234")
for resource in (client.audio.transcriptions, client.audio.translations):
    for wanted, expected in {"text": "One, zwei.", "srt": SRT, "vtt": VTT}.items():
        answer = resource.create(model="m", file=voice, response_format=wanted)
        assert answer == expected, (wanted, answer)
    for options in ({}, {"response_format": "json"}):
        assert resource.create(model="m", file=voice, **options).text == "One, zwei."
    verbose = resource.create(model="m", file=voice, response_format="verbose_json")
    assert (verbose.text, verbose.duration, verbose.segments[1].end) == ("One, zwei.", 3725.25, 3725.25), verbose

events = list(client.audio.transcriptions.create(model="stream", file=voice, stream=True))
assert [event.type for event in events] == ["transcript.text.delta", "transcript.text.done"], events
