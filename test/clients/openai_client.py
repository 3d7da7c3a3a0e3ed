"""What `openai` does with a server: `python openai_client.py BASE_URL`; an assertion fails where something is amiss."""

import io
import sys

import openai

client = openai.OpenAI(base_url=sys.argv[1], api_key="none", max_retries=0)


def ask(content, **options):
    return client.chat.completions.create(model="chat", messages=[{"role": "user", "content": content}], **options)


assert [model.id for model in client.models.list()] == ["chat", "audio"]
assert client.models.retrieve("audio").owned_by == "truss"

assert ask("one two").choices[0].message.content == "two one"
assert [chunk.choices[0].delta.content for chunk in ask("one two", stream=True)] == ["two", "one"]
assert client.embeddings.create(model="chat", input="x", encoding_format="float").data[0].embedding == [0.5, 1.0]
assert client.responses.create(model="chat", input="x").output_text == "Hi"
assert [event.delta for event in client.responses.create(model="chat", input="x", stream=True)] == ["Hi"]

voice = io.BytesIO(b"RIFF1234")
voice.name = "voice.wav"
transcription = client.audio.transcriptions.create(model="audio", file=voice, language="de")
assert transcription.text == "voice.wav 8 de", transcription
assert client.audio.speech.create(model="audio", voice="x", input="la").content == b"lala"

seen = []
try:
    for chunk in ask("fail one", stream=True):
        seen.append(chunk.choices[0].delta.content)
except openai.APIError as error:
    seen.append((error.message, error.code))
assert seen == ["one", ("The model raised RuntimeError", "MODEL_RAISED")], seen

for expected, call in {
    openai.NotFoundError: lambda: client.completions.create(model="none", prompt="x"),
    openai.RateLimitError: lambda: client.completions.create(model="chat", prompt="slower"),
    openai.InternalServerError: lambda: client.completions.create(model="chat", prompt="x"),
    openai.BadRequestError: lambda: client.post("/completions", body={}, cast_to=object),
}.items():
    try:
        call()
    except expected as error:
        assert isinstance(error.code, str), error.code
    else:
        raise AssertionError(f"no {expected.__name__}")

with ask("forever", stream=True) as stream:
    next(iter(stream))
# Its generator is closed as soon as it yields again: another request is answered, though there is only one worker.
assert ask("free again").choices[0].message.content == "again free"
