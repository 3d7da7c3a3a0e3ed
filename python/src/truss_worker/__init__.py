"""The Python worker: one process that holds one model and answers the model server's requests.

It speaks `specs/wire-protocol.md`, needs nothing but the standard library, and is started as a script (`main.py`) in
the truss's own environment. The Python package `truss` uses its loader in-process for `TrussHandle.predict`.
"""

import os
from typing import Final

#: Where this package lies: what is of ours in a traceback, and where the shim is.
FOLDER: Final = os.path.dirname(os.path.abspath(__file__))
