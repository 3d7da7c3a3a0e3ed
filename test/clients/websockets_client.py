"""What `websockets` does with a server: `python websockets_client.py HOST:PORT`; an assertion fails if it is wrong."""

import json
import sys

from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

url = f"ws://{sys.argv[1]}/v1/websocket?x=1"

with connect(url, additional_headers={"X-Mine": "yes"}, max_size=None) as socket:
    assert json.loads(socket.recv()) == {"path": "/v1/websocket", "query": "1", "header": "yes"}
    socket.send("grün")
    assert socket.recv() == "grün"
    socket.send("bytes")
    large = bytes(range(256)) * 20_000
    socket.send(large)
    assert socket.recv() == large
    socket.send(["in ", "three ", "pieces"])
    assert socket.recv() == "in three pieces"
    socket.ping().wait()

with connect(url, additional_headers={"X-Mine": "yes"}) as socket:
    socket.recv()
    socket.send("close")
    try:
        socket.recv()
    except ConnectionClosedError as closed:
        assert (closed.rcvd.code, closed.rcvd.reason) == (4001, "enough"), closed
    else:
        raise AssertionError("the connection was not closed")
