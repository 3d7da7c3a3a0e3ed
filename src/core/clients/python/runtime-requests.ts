// What a client in Python has to ask: files, errors, bodies, and the connection with its time and its other tries.

/** The source text. */
export const REQUESTS = String.raw`class File:
    """A file of a form, or a body of bytes with its media type.

    Args:
        data: what is in it.
        content_type: its media type; not given: any bytes.
        name: as the form calls it.
    """

    def __init__(self, data: bytes, content_type: Optional[str] = None, name: str = "file") -> None:
        self.data = data
        self.content_type = content_type
        self.name = name


class Content(bytes):
    """Bytes of an answer, with their media type."""

    content_type: str = "application/octet-stream"


class TrussError(Exception):
    """What went wrong, as the server says it. All that goes wrong is one of its subclasses.

    Attributes:
        code: of Truss: MODEL_RAISED, REQUEST_INPUT_INVALID, ...
        status: of HTTP; 0 where no answer came.
        problems: which values of the request do not fit: {"path": [...], "message": ...}.
        retry_after: how many seconds the server asks to wait.
        request_id: by which the log of the server names the request.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int = 0,
        problems: Sequence[Mapping[str, Any]] = (),
        retry_after: Optional[float] = None,
        request_id: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.problems = problems
        self.retry_after = retry_after
        self.request_id = request_id


class InvalidRequestError(TrussError):
    """The request is not what the model takes (400, 413, 415, 422); problems says which values do not fit."""


class NotAllowedError(TrussError):
    """A token is needed, or this one may not (401, 403)."""


class NotFoundError(TrussError):
    """There is no such model or method (404, 405)."""


class BusyError(TrussError):
    """The server is busy, loading or shutting down (429, 503)."""


class DeadlineError(TrussError):
    """The answer took too long, for the server (504) or for timeout."""


class ServerError(TrussError):
    """The model or the server failed (500 and the like)."""


class ServerConnectionError(TrussError):
    """No server answered, or its answer broke off."""


class _Body:
    def __init__(self, data: bytes, content_type: str) -> None:
        self.data = data
        self.content_type = content_type


class _Options:
    def __init__(self, timeout: Optional[float], retries: Optional[int], headers: Optional[Mapping[str, str]]) -> None:
        self.timeout = timeout
        self.retries = retries
        self.headers = headers


class _Deadline:
    """When an answer has to be there."""

    def __init__(self, seconds: Optional[float]) -> None:
        self.seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self) -> Optional[float]:
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.over()
        return left

    def over(self) -> DeadlineError:
        return DeadlineError(f"No answer came within {self.seconds} s.", code="REQUEST_DEADLINE")


_ACCEPTED = {
    "text": "text/event-stream",
    "json": "text/event-stream",
    "events": "text/event-stream",
    "lines": "application/x-ndjson",
    "bytes": "*/*",
}


class _Transport:
    def __init__(
        self,
        url: str,
        token: Optional[str],
        timeout: Optional[float],
        retries: int,
        max_retry_delay: float,
        headers: Optional[Mapping[str, str]],
        context: Optional[ssl.SSLContext],
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not the address of a server: http://127.0.0.1:8080")
        self._is_encrypted = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._timeout = timeout
        self._retries = retries
        self._max_retry_delay = max_retry_delay
        self._context = context
        self._idle: List[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._headers = dict(headers or {})
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"

    def call(self, path: str, body: _Body, accept: str, kind: str, options: _Options) -> Any:
        deadline = _Deadline(self._timeout if options.timeout is None else options.timeout)
        connection, response = self._ask(path, body, accept, options, deadline)
        return _answer(self._read(connection, response, deadline), response, kind)

    def stream(self, path: str, body: _Body, kind: str, options: _Options) -> Generator[Any, None, None]:
        deadline = _Deadline(self._timeout if options.timeout is None else options.timeout)
        connection, response = self._ask(path, body, _ACCEPTED[kind], options, deadline)
        try:
            # A stream that has begun may take as long as it likes.
            if connection.sock is not None:
                connection.sock.settimeout(None)
            yield from _items(response, kind)
        except (OSError, http.client.HTTPException) as error:
            raise _broken(error) from error
        finally:
            # Whoever stops taking items gives the request up.
            response.close()
            connection.close()

    def _ask(
        self, path: str, body: _Body, accept: str, options: _Options, deadline: _Deadline
    ) -> Tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        retries = self._retries if options.retries is None else options.retries
        attempt = 0
        while True:
            connection, response = self._send(path, body, accept, options, deadline)
            if 200 <= response.status < 300:
                return connection, response
            error = _error_of(response.status, self._read(connection, response, deadline), response)
            delay = 0.25 * 2**attempt if error.retry_after is None else error.retry_after
            if not isinstance(error, BusyError) or attempt >= retries or delay > self._max_retry_delay:
                raise error
            left = deadline.left()
            if left is not None and delay >= left:
                raise error
            time.sleep(delay)
            attempt += 1

    def _send(
        self, path: str, body: _Body, accept: str, options: _Options, deadline: _Deadline
    ) -> Tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        left = deadline.left()
        headers = {"Content-Type": body.content_type, **self._headers, **(options.headers or {}), "Accept": accept}
        if left is not None:
            headers["X-Request-Timeout-Ms"] = str(max(1, math.ceil(left * 1000)))
        kept = self._take(left)
        connection = self._connect(left) if kept is None else kept
        while True:
            try:
                connection.request("POST", self._prefix + path, body=body.data, headers=headers)
                return connection, connection.getresponse()
            except socket.timeout:
                connection.close()
                raise deadline.over() from None
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                # The server may end a connection that it has kept, just when it is used again.
                if connection is kept and isinstance(error, (ConnectionError, http.client.RemoteDisconnected)):
                    connection = self._connect(deadline.left())
                    continue
                raise ServerConnectionError(
                    f"The server cannot be reached: {error}", code="SERVER_UNREACHABLE"
                ) from error

    def _read(
        self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: _Deadline
    ) -> bytes:
        try:
            data = _read(connection, response, deadline)
        except BaseException:
            connection.close()
            raise
        # It is at its end: else the connection would wait for somebody to read it.
        response.close()
        if response.will_close:
            connection.close()
        else:
            self._keep(connection)
        return data

    def _take(self, timeout: Optional[float]) -> Optional[http.client.HTTPConnection]:
        while True:
            with self._lock:
                if self._process != os.getpid():
                    # They are the parent's.
                    self._idle, self._process = [], os.getpid()
                if not self._idle:
                    return None
                connection = self._idle.pop()
            if connection.sock is not None and not _is_over(connection.sock):
                connection.sock.settimeout(timeout)
                return connection
            connection.close()

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _connect(self, timeout: Optional[float]) -> http.client.HTTPConnection:
        if not self._is_encrypted:
            return http.client.HTTPConnection(self._host, self._port, timeout=timeout)
        context = ssl.create_default_context() if self._context is None else self._context
        return http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=context)


_MOST_IDLE = 32


def _is_over(sock: socket.socket) -> bool:
    """Whether the server has ended a connection that nobody uses: it says nothing else on one."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


def _read(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: _Deadline) -> bytes:
    parts: List[bytes] = []
    try:
        while True:
            if connection.sock is not None:
                connection.sock.settimeout(deadline.left())
            part = response.read1(65536)
            if not part:
                # What comes in chunks says itself where it ends; else the length does.
                if response.length:
                    raise http.client.IncompleteRead(b"".join(parts), response.length)
                return b"".join(parts)
            parts.append(part)
    except socket.timeout:
        raise deadline.over() from None
    except (OSError, http.client.HTTPException) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> ServerConnectionError:
    return ServerConnectionError(f"The answer broke off: {error}", code="SERVER_ANSWER_INCOMPLETE")


def _json_body(value: Any) -> _Body:
    return _Body(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), "application/json")


def _members(value: Any) -> Dict[str, Any]:
    return dict(value)


def _text_body(value: str, content_type: str) -> _Body:
    return _Body(value.encode(), f"{content_type}; charset=utf-8")


def _bytes_body(value: Union[bytes, File], given: Optional[str], usual: Optional[str]) -> _Body:
    data, own = (value.data, value.content_type) if isinstance(value, File) else (value, None)
    # Of bytes of which nothing is known: application/octet-stream is msgpack to a server of Truss.
    return _Body(data, given or own or usual or "application/x-binary")


def _form_body(value: Any) -> _Body:
    boundary = os.urandom(16).hex()
    parts: List[bytes] = []
    for name, given in dict(value).items():
        for item in given if isinstance(given, (list, tuple)) else [given]:
            if item is None:
                continue
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
            if isinstance(item, (bytes, bytearray, File)):
                file = item if isinstance(item, File) else File(bytes(item))
                content_type = file.content_type or "application/octet-stream"
                head += f'; filename="{_quoted(file.name)}"\r\nContent-Type: {content_type}'
                data = file.data
            else:
                data = (item if isinstance(item, str) else json.dumps(item)).encode()
            parts += [head.encode(), b"\r\n\r\n", data, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return _Body(b"".join(parts), f"multipart/form-data; boundary={boundary}")


def _quoted(name: str) -> str:
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")

`;
