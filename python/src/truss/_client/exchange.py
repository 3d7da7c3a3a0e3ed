"""One request to a server, and its answer."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from typing import NoReturn

from truss._client.cancellation import Cancellation
from truss._client.connections import Connections
from truss.errors import TrussError, error_of

_CHUNK = 64 * 1024


class Deadline:
    """A time until which all has to be over.

    Args:
        seconds: from now on; None: there is no end.
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self) -> float | None:
        """How many seconds are left; None: as many as it takes. Raises TimeoutError where there are none."""
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Exchange:
    """A request that was sent; its answer is read through this object, once.

    Args:
        connections: where its connection comes from and goes to.
        url: that is asked, for messages.
        deadline: until when its answer must have begun, and `read` be over.
        cancellation: what ends it from another thread.

    Attributes:
        status: of HTTP.
        headers: of the answer, by their names in lower case.
    """

    def __init__(
        self, connections: Connections, url: str, deadline: Deadline, cancellation: Cancellation | None = None
    ) -> None:
        self._connections = connections
        self._url = url
        self._deadline = deadline
        self._cancellation = cancellation or Cancellation()
        self._connection: http.client.HTTPConnection | None = None
        self.status = 0
        self.headers: Mapping[str, str] = {}

    def send(self, method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> None:
        """Sends the request and waits for the head of its answer.

        Raises:
            TrussError: `SERVER_UNREACHABLE`, `SERVER_ANSWER_INVALID`, `REQUEST_DEADLINE`.
        """
        is_sent = False
        try:
            connection = self._connection = self._connections.take(self._deadline.left())
            self._cancellation.watch(connection.sock)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                # A server may refuse a request before it has read all of it: its answer says why.
                connection.request(method, path, content, dict(headers))
            is_sent = True
            connection.sock.settimeout(self._deadline.left())
            self._response = connection.getresponse()
        except BaseException as error:  # noqa: BLE001 - raised again
            self.close()
            self._raise(error, has_begun=is_sent)
        self.status = self._response.status
        self.headers = {name.lower(): value for name, value in self._response.getheaders()}

    def read(self) -> bytes:
        """Reads the whole body. Raises as `chunks`, and `REQUEST_DEADLINE`."""
        return b"".join(self.chunks(self._deadline))

    def chunks(self, deadline: Deadline | None = None) -> Iterator[bytes]:
        """The body as it comes.

        Args:
            deadline: until when all of it must be there; None: it may take as long as it takes.

        Raises:
            TrussError: `SERVER_ANSWER_INCOMPLETE` where it breaks off.
        """
        response, connection = self._response, self._connection
        if connection is None:
            return
        try:
            while not response.closed:
                if connection.sock is not None:  # it is the response's own where the answer ends with the connection
                    connection.sock.settimeout(None if deadline is None else deadline.left())
                chunk = response.read1(_CHUNK)
                if chunk:
                    yield chunk
                elif response.length:
                    raise http.client.IncompleteRead(b"", response.length)
                else:
                    break
        except BaseException as error:  # noqa: BLE001 - raised again
            self.close()
            if isinstance(error, GeneratorExit):
                return
            self._raise(error, has_begun=True)
        self._finish(response, connection)

    def close(self) -> None:
        """Ends the exchange; where its answer was not read to the end, the server learns that nobody wants the rest."""
        self._cancellation.watch(None)
        connection, self._connection = self._connection, None
        if connection is not None:
            response = getattr(self, "_response", None)
            if response is not None:
                response.close()
            connection.close()

    def _finish(self, response: http.client.HTTPResponse, connection: http.client.HTTPConnection) -> None:
        self._cancellation.watch(None)
        self._connection = None
        response.close()
        if response.will_close or connection.sock is None:
            connection.close()
        else:
            self._connections.give_back(connection)

    def _raise(self, error: BaseException, *, has_begun: bool) -> NoReturn:
        if not isinstance(error, (OSError, http.client.HTTPException, ValueError)) or isinstance(error, TrussError):
            raise error
        if self._cancellation.is_cancelled:
            raise error_of("INTERRUPTED", f"{self._url} is not waited for any longer") from None
        if isinstance(error, (TimeoutError, socket.timeout)):
            raise self._timeout(has_begun) from None
        if self.status:
            hint = "The model failed, or its server or a proxy ended: the log of the server says which"
            message = f"The answer of {self._url} broke off"
            raise error_of("SERVER_ANSWER_INCOMPLETE", message, hint) from error
        message = f"{self._url} cannot be reached: {_reason(error)}"
        raise error_of("SERVER_UNREACHABLE", message, _hint(error)) from error

    def _timeout(self, has_begun: bool) -> TrussError:
        if has_begun and self._deadline.seconds is not None:
            message = f"{self._url} has not answered within {self._deadline.seconds:g} s"
            return error_of("REQUEST_DEADLINE", message, "Give it more time: timeout=…")
        return error_of("SERVER_UNREACHABLE", f"{self._url} cannot be reached: it does not answer", _ADDRESS)


_ADDRESS = "Is the server started, and is the address right? `truss serve` prints it"


def _reason(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return "it speaks no TLS there" if "WRONG_VERSION" in (error.reason or "") else f"TLS failed ({error.reason})"
    if isinstance(error, socket.gaierror):
        return "there is no machine of this name"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(error, (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected)):
        return "the server ended the connection"
    if isinstance(error, http.client.HTTPException):
        return f"what answers there speaks no HTTP ({type(error).__name__})"
    return str(getattr(error, "strerror", None) or error)


def _hint(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "Name the certificate, or that of who signed it: cacert=…, or the variable SSL_CERT_FILE"
    if isinstance(error, ssl.SSLError):
        return "Is it a server without a certificate? Then its address begins with http://"
    if isinstance(error, (http.client.RemoteDisconnected, http.client.BadStatusLine)):
        return "Does the server have a certificate? Then its address begins with https://"
    return _ADDRESS
