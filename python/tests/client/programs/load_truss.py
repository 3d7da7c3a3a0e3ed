"""Opens a truss in a process that has not made it, and answers one request (stdin) in process."""

import json
import sys

import truss

handle = truss.load(sys.argv[1])
json.dump(handle.predict(json.load(sys.stdin)), sys.stdout)
