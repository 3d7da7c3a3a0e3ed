// What a client in Python has to read answers: values, items of streams, events, failures.

/** The source text. */
export const ANSWERS = String.raw`def _media_type(response: http.client.HTTPResponse) -> str:
    return (response.getheader("content-type") or "").partition(";")[0].strip().lower()


def _answer(data: bytes, response: http.client.HTTPResponse, kind: str) -> Any:
    media_type = _media_type(response)
    if kind == "any":
        kind = "json" if media_type.endswith("json") else "text" if media_type.startswith("text/") else "bytes"
    if kind == "json":
        return _parse(data)
    if kind == "text":
        return data.decode()
    content = Content(data)
    content.content_type = media_type
    return content


def _items(response: http.client.HTTPResponse, kind: str) -> Iterator[Any]:
    media_type = _media_type(response)
    if kind == "bytes":
        while True:
            part = response.read1(65536)
            if not part:
                return
            content = Content(part)
            content.content_type = media_type
            yield content
    elif media_type == "text/event-stream":
        yield from _events(response, kind)
    elif media_type == "application/x-ndjson":
        for line in _lines(response):
            if line.strip():
                yield _parse(line)
    else:
        # An answer that is no stream is its only item.
        yield _answer(response.read(), response, "any")


def _events(response: http.client.HTTPResponse, kind: str) -> Iterator[Any]:
    event = ""
    data: List[str] = []
    for raw in _lines(response):
        line = raw.decode().rstrip("\r\n")
        if line.startswith("event:"):
            event = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[6:] if line[5:6] == " " else line[5:])
        elif not line and data:
            text = "\n".join(data)
            if kind == "events" and text == "[DONE]":
                return
            if event == "error":
                raise _error_of(500, text.encode(), response)
            yield text if kind == "text" else _parse(text.encode())
            event, data = "", []


def _lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    rest = b""
    while True:
        part = response.read1(65536)
        if not part:
            if rest:
                yield rest
            return
        *lines, rest = (rest + part).split(b"\n")
        yield from lines


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        shown = data[:100].decode(errors="replace")
        raise ServerConnectionError(
            f"The server answered with what is no JSON: {shown}", code="SERVER_ANSWER_INVALID"
        ) from error


def _error_of(status: int, data: bytes, response: http.client.HTTPResponse) -> TrussError:
    try:
        said = json.loads(data)
    except ValueError:
        said = {"error": data[:200].decode(errors="replace")} if data else {}
    if not isinstance(said, dict):
        said = {}
    # The routes of OpenAI have an object there.
    inner = said["error"] if isinstance(said.get("error"), dict) else {}
    told = inner.get("message", said.get("error", f"The server answered {status}"))
    code = said.get("code", inner.get("code"))
    problems = said.get("details")
    return _class_of(status)(
        told if isinstance(told, str) else json.dumps(told),
        code=code if isinstance(code, str) else f"HTTP_{status}",
        status=status,
        problems=problems if isinstance(problems, list) else (),
        retry_after=_delay_of(response.getheader("retry-after")),
        request_id=response.getheader("x-request-id"),
    )


def _class_of(status: int) -> "type[TrussError]":
    if status in (401, 403):
        return NotAllowedError
    if status in (404, 405):
        return NotFoundError
    if status in (429, 503):
        return BusyError
    if status == 504:
        return DeadlineError
    return InvalidRequestError if status < 500 else ServerError


def _delay_of(retry_after: Optional[str]) -> Optional[float]:
    if retry_after is None:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
`;
