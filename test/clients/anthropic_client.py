"""What `anthropic` does with a server: `python anthropic_client.py BASE_URL API_KEY`."""

import sys

import anthropic

client = anthropic.Anthropic(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)


def asked(content):
    return {"model": "any", "max_tokens": 10, "messages": [{"role": "user", "content": content}]}


whole = client.messages.create(**asked("one two"))
assert (whole.content[0].text, whole.usage.output_tokens) == ("two one", 2), whole

kinds = [event.type for event in client.messages.create(**asked("one two"), stream=True)]
assert kinds == [
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
], kinds

with client.messages.stream(**asked("one two")) as stream:
    assert list(stream.text_stream) == ["two\u2028", "one\u2028"]
    final = stream.get_final_message()
assert (final.content[0].text, final.stop_reason) == ("two\u2028one\u2028", "end_turn"), final
assert (final.usage.input_tokens, final.usage.output_tokens) == (2, 2), final

counted = client.messages.count_tokens(model="any", messages=[{"role": "user", "content": "one two three"}])
assert counted.input_tokens == 3, counted

seen = []
try:
    for event in client.messages.create(**asked("fail one"), stream=True):
        seen.append(event.type)
except anthropic.APIStatusError as error:
    seen.append(error.body["error"]["message"])
assert seen[-2:] == ["content_block_delta", "The model raised RuntimeError"], seen

stranger = anthropic.Anthropic(base_url=sys.argv[1], api_key="unknown", max_retries=0)
for expected, kind, call in [
    (anthropic.AuthenticationError, "authentication_error", lambda: stranger.messages.create(**asked("one"))),
    (anthropic.RateLimitError, "rate_limit_error", lambda: client.messages.create(**asked("slower"))),
    (anthropic.BadRequestError, "invalid_request_error", lambda: client.post("/v1/messages", body=[], cast_to=object)),
    (
        anthropic.InternalServerError,
        "api_error",
        lambda: client.messages.create(**asked([{"type": "text", "text": "x"}])),
    ),
]:
    try:
        call()
    except expected as error:
        assert error.body["error"]["type"] == kind, error.body
    else:
        raise AssertionError(f"no {expected.__name__}")
