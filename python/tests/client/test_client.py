"""`truss.Client`: values in, values out, against a real server and against one that answers what a test wants."""

import asyncio
import io
import json
import os
import pickle
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
import pytest

import truss
from truss._client.address import read_address
from truss._client.connections import Connections
from truss.errors import RequestTimeoutError, ServerUnreachableError, TrussError, ValidationError

MODEL = """\
from truss import HTTPError


class Model:
    def predict(self, request):
        if isinstance(request, (bytearray, bytes)):
            return [len(request), request.content_type, request.filename]
        if isinstance(request, dict) and "file" in request:
            return [bytes(request["file"]).decode(), request["file"].filename, request["note"]]
        if isinstance(request, dict) and "image" in request:
            return {"image": bytes(request["image"])[::-1], "n": request["n"]}
        return getattr(self, request)() if isinstance(request, str) and hasattr(self, request) else request

    def items(self):
        yield {"n": 1}
        yield "2"
        yield None

    def texts(self):
        yield from ("1", "two\\nlines", "null")

    def sounds(self):
        yield from (b"\\xff\\n", b"\\x00")

    def breaks(self):
        yield 1
        raise ValueError("late")

    def refuses(self):
        raise HTTPError(418, {"pot": ["tea"]})

    def fails(self):
        raise ValueError("secret of the model")

    def picture(self):
        return b"\\x89PNG"
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRUSS_HOME", str(tmp_path_factory.getbasetemp() / "home"))
        patch.setenv("TRUSS_QUIET", "1")
        handle = truss.init(tmp_path_factory.mktemp("client") / "odd")
        (handle.directory / "model" / "model.py").write_text(MODEL)
        with handle.serve() as server:
            yield server.url


@pytest.fixture
def client(url):
    with truss.Client(url) as client:
        yield client


def test_values_go_and_come(client, tmp_path):
    for value in (None, 3, "text", [1, 2.5], {"a": None}):
        assert client.predict(value) == value
    frame = pd.DataFrame({"city": ["Rome"], "n": [1]})
    assert client.predict({"a": np.arange(2), "b": frame, "c": frame["n"]}) == {
        "a": [0, 1],
        "b": [{"city": "Rome", "n": 1}],
        "c": [1],
    }
    assert client.predict(np.eye(2)) == {"inputs": [[1, 0], [0, 1]]}
    assert client.predict(frame) == {"inputs": [{"city": "Rome", "n": 1}]}
    assert client.predict("picture") == b"\x89PNG"
    assert client.predict("text", content_type="text/plain") == "text"


def test_bytes_and_files_are_sent_as_they_are(client, tmp_path):
    assert client.predict(b"abc", content_type="image/png") == [3, "image/png", None]
    assert client.predict(b"abc")[0] == 3
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"jpeg")
    assert client.predict(path) == [4, "image/jpeg", None]
    with path.open("rb") as file:
        assert client.predict(file) == [4, "image/jpeg", None]
    assert client.predict(io.BytesIO(b"12"))[0] == 2
    with path.open("rb") as file:
        assert client.predict({"file": file, "note": "ä"}) == ["jpeg", "photo.jpg", "ä"]
    assert client.predict({"image": b"\x00\x01", "n": 1}) == {"image": b"\x01\x00", "n": 1}
    with pytest.raises(ValidationError, match="cannot be read: No such file"):
        client.predict(tmp_path / "none.jpg")


def test_msgpack_keeps_what_json_loses(client):
    answer = client.predict({"nan": float("nan"), "bytes": b"\xff"}, binary=True)
    assert answer["bytes"] == b"\xff"
    assert np.isnan(answer["nan"])


def test_a_stream_is_iterated(client):
    assert list(client.stream("items")) == [{"n": 1}, "2", None]
    assert list(client.stream("texts")) == ["1", "two\nlines", "null"]
    assert b"".join(client.stream("sounds")) == b"\xff\n\x00"
    assert client.predict("items") == [{"n": 1}, "2", None]


def test_a_model_that_does_not_stream_is_a_stream_of_one(client):
    for value in ([1, 2], "text", {"a": 1}):
        assert list(client.stream(value)) == [value]


def test_a_stream_that_is_left_ends(client):
    items = client.stream("items")
    assert next(items) == {"n": 1}
    items.close()
    assert client.predict(1) == 1


def test_a_stream_that_fails_says_so(client):
    items = client.stream("breaks")
    assert next(items) == 1
    with pytest.raises(TrussError) as caught:
        next(items)
    assert caught.value.code == "SERVER_ANSWER_INCOMPLETE"


def test_what_goes_wrong_has_its_code_status_and_details(client):
    with pytest.raises(TrussError) as refused:
        client.predict("refuses")
    assert (refused.value.code, refused.value.status) == ("MODEL_HTTP_ERROR", 418)
    assert refused.value.details == {"pot": ["tea"]}
    with pytest.raises(TrussError) as failed:
        client.predict("fails")
    assert (failed.value.code, failed.value.status, failed.value.details) == ("MODEL_RAISED", 500, None)
    assert "secret" not in str(failed.value)
    with pytest.raises(TrussError) as unknown:
        client.predict(1, model="other")
    assert (unknown.value.code, unknown.value.status) == ("MODEL_NOT_FOUND", 404)
    copy = pickle.loads(pickle.dumps(refused.value))
    assert (copy.code, copy.status, copy.details) == ("MODEL_HTTP_ERROR", 418, {"pot": ["tea"]})


def test_what_cannot_be_sent_is_refused_here(client):
    with pytest.raises(ValidationError, match="The request cannot be encoded as JSON at a: it is of type object"):
        client.predict({"a": object()})
    with pytest.raises(ValidationError, match="content_type is for bytes"):
        client.predict({"a": 1}, content_type="image/png")


@pytest.fixture
def silent():
    """A server that takes connections and says nothing: its address, and its socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1/models/m", server


def test_a_timeout_is_an_error(silent):
    with truss.Client(silent[0]) as client, pytest.raises(RequestTimeoutError, match=r"within 0\.2 s") as caught:
        client.predict({}, timeout=0.2)
    assert caught.value.code == "REQUEST_DEADLINE"
    assert isinstance(caught.value, TimeoutError)


def test_it_is_asked_from_threads_and_from_asyncio(url):
    with truss.Client(url) as client:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(client.predict, range(100))) == list(range(100))
        assert asyncio.run(ask_side_by_side(client)) == (list(range(40)), [{"n": 1}, "2", None])


async def ask_side_by_side(client):
    answers = await asyncio.gather(*[client.apredict(number) for number in range(40)])
    return answers, [item async for item in client.astream("items")]


def test_a_task_that_is_cancelled_ends_its_request(silent):
    address, server = silent

    async def cancel():
        with truss.Client(address) as client:
            task = asyncio.create_task(client.apredict({}))
            accepted, _ = await asyncio.to_thread(server.accept)
            with accepted:
                accepted.settimeout(30)
                assert await asyncio.to_thread(accepted.recv, 65536)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                while await asyncio.to_thread(accepted.recv, 65536):
                    pass  # the rest of the request, then its end

    asyncio.run(cancel())


def test_it_tells_of_its_models(client):
    (name,) = client.models()
    assert client.ready()
    assert client.ready(name)
    assert client.metadata()["name"] == name
    assert client.schema()["input_schema"]["x-truss-inferred"] == "examples"
    assert [method["name"] for method in client.schema()["methods"]] == ["predict"]
    assert truss.Client(f"{client._address.root}/v1/models/{name}:predict").predict(2) == 2


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(ServerUnreachableError, match="nothing listens there") as caught:
        truss.Client(address).predict(1)
    assert isinstance(caught.value, ConnectionError)


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://here", "http://", "", "http://a b", None, "http://a:x"])
def test_what_is_no_address(address):
    with pytest.raises(ValidationError, match="is not the address of a server"):
        truss.Client(address)


def test_no_secret_is_shown():
    for address in ("http://me:hush@here", "http://here?token=hush", "ftp://me:hush@here", "http://me:hush@here:x"):
        with pytest.raises(ValidationError) as caught:
            truss.Client(address)
        assert "hush" not in str(caught.value)
    client = truss.Client("http://here/v1/models/m", token="hush")
    assert "hush" not in repr(client)
    with pytest.raises(ValidationError, match="The header Authorization cannot be sent") as caught:
        truss.Client("http://here", token="hush\n")
    assert "hush" not in str(caught.value)


def test_an_address_may_have_a_path_before_the_models():
    read = read_address("https://[::1]:8443/behind/v1/models/a%20b/")
    assert (read.root, read.model) == ("https://[::1]:8443/behind", "a b")


class Scripted(BaseHTTPRequestHandler):
    """Answers what its server's list says, one after another, and writes down what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.client_address, dict(self.headers)))
        status, headers, body = self.server.answers.pop(0)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def scripted():
    with ThreadingHTTPServer(("127.0.0.1", 0), Scripted) as server:
        server.asked, server.answers = [], []
        server.daemon_threads = True
        server.url = f"http://127.0.0.1:{server.server_address[1]}/v1/models/m"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def busy(pause):
    return 429, {"Retry-After": pause}, b'{"error": "The queue is full", "code": "SERVER_BUSY"}'


FINE = (200, {"Content-Type": "application/json"}, b'{"fine": true}')


def test_it_asks_again_where_it_is_told_to(scripted):
    scripted.answers = [busy("0"), busy("0"), FINE]
    with truss.Client(scripted.url, retries=2) as client:
        assert client.predict({}) == {"fine": True}
    scripted.answers = [busy("0"), FINE]
    with truss.Client(scripted.url) as client, pytest.raises(TrussError, match="The queue is full") as caught:
        client.predict({})
    assert (caught.value.code, caught.value.status, len(scripted.asked)) == ("SERVER_BUSY", 429, 4)


def test_it_keeps_its_connection_and_says_who_asks(scripted, monkeypatch):
    monkeypatch.setenv("TRUSS_TOKEN", "from the environment")
    scripted.answers = [FINE, FINE, FINE]
    with truss.Client(scripted.url, headers={"X-Of": "mine"}, timeout=30) as client:
        client.predict({})
        client.predict({})
    with truss.Client(scripted.url, token="given") as client:
        client.predict({})
    first, second, third = scripted.asked
    assert first[0] == second[0]
    assert (first[1]["Authorization"], first[1]["X-Of"]) == ("Bearer from the environment", "mine")
    assert 0 < int(first[1]["X-Request-Timeout-Ms"]) <= 30_000
    assert third[1]["Authorization"] == "Bearer given"


def test_events_are_items_and_an_event_of_an_error_is_one(scripted):
    events = b'data: {"n": 1}\n\n: a comment\ndata: two\ndata: lines\r\n\r\ndata: [DONE]\n\ndata: not read\n\n'
    broken = b'data: 1\n\nevent: error\ndata: {"error": "no more", "code": "MODEL_RAISED"}\n\n'
    kind = {"Content-Type": "text/event-stream"}
    scripted.answers = [(200, kind, events), (200, kind, broken)]
    with truss.Client(scripted.url) as client:
        assert list(client.stream({})) == [{"n": 1}, "two\nlines"]
        items = client.stream({})
        assert next(items) == 1
        with pytest.raises(TrussError, match="no more"):
            next(items)


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [(502, b"<h1>Bad</h1>", "answered 502: <h1>Bad</h1>"), (404, b"", "answered 404"), (200, b"{", "no JSON")],
)
def test_what_is_no_answer_of_truss_is_quoted(scripted, status, body, message):
    scripted.answers = [(status, {"Content-Type": "application/json"}, body)]
    with truss.Client(scripted.url) as client, pytest.raises(TrussError, match=message) as caught:
        client.predict({})
    assert caught.value.code == "SERVER_ANSWER_INVALID"


def test_an_answer_that_is_too_short_is_an_error(scripted):
    scripted.answers = [(200, {"Content-Type": "text/plain", "Content-Length": "9", "Connection": "close"}, b"half")]
    with truss.Client(scripted.url) as client, pytest.raises(TrussError) as caught:
        client.predict({})
    assert caught.value.code == "SERVER_ANSWER_INCOMPLETE"


def test_an_idle_connection_that_the_server_has_closed_is_not_used():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = read_address(f"http://127.0.0.1:{server.getsockname()[1]}")
        connections = Connections(address, None, 10)
        first = connections.take(10)
        accepted, _ = server.accept()
        connections.give_back(first)
        accepted.close()
        assert first.sock.recv(1, socket.MSG_PEEK) == b""
        second = connections.take(10)
        assert second is not first
        second.close()


def test_a_certificate_of_one_s_own_is_trusted_where_it_is_named(tmp_path, monkeypatch):
    handle = truss.init(tmp_path / "m")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 3 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    assert os.system(f"{make} -keyout {key} -out {certificate} 2>/dev/null") == 0
    with tls_server(certificate, key) as server:
        address = f"https://localhost:{server.server_address[1]}/v1/models/m"
        server.answers = [FINE, FINE]
        with pytest.raises(ServerUnreachableError, match="its certificate is not trusted") as caught:
            truss.Client(address).predict({})
        assert "cacert=" in caught.value.hint
        assert truss.Client(address, cacert=certificate).predict({}) == {"fine": True}
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert truss.Client(address).predict({}) == {"fine": True}
    with pytest.raises(ValidationError, match="cannot be used as certificates"):
        truss.Client(address, cacert=handle.directory / "config.yaml")


def tls_server(certificate, key):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.asked, server.daemon_threads = [], True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_json_of_numbers_stays_what_it_was(client):
    assert (
        json.dumps(client.predict({"a": 1.0, "b": 12345678901234567890123}))
        == '{"a": 1.0, "b": 12345678901234567890123}'
    )
