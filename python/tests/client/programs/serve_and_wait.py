"""Serves a truss, tells the address, and waits to be killed."""

import json
import sys
import threading

import truss

server = truss.load(sys.argv[1]).serve()
print(json.dumps({"url": server.url}), flush=True)
threading.Event().wait()
