"""Loads packed models in a process that knows nothing of how they were made, and answers a request with each.

stdin: [[directory, request], …]; stdout: {"answers": [answer, …], "packages": [name, …]}. In the place of an answer
that failed stands {"traceback": …}; the packages are all that were imported, also by the worker.
"""

import json
import os
import sys
import traceback
from pathlib import Path

import truss_worker
import truss_worker.main
from truss.frameworks.settled import settled
from truss_worker.values.json_encode import encode_json

shim = os.path.join(os.path.dirname(truss_worker.__file__), "shim")
path = [*sys.path, shim]


def answer(root, request):
    sys.path[:] = [str(root / "packages"), *path]
    namespace = {"__name__": "model"}
    exec(compile((root / "model" / "model.py").read_text("utf-8"), "model.py", "exec"), namespace)
    model = namespace["Model"](config={}, data_dir=root / "data")
    model.load()
    return json.loads(encode_json(settled(model.predict(request))))


answers = []
for directory, request in json.load(sys.stdin):
    try:
        answers.append(answer(Path(directory), request))
    except Exception:  # noqa: BLE001 - models raise anything
        answers.append({"traceback": traceback.format_exc()})
packages = sorted({name.partition(".")[0] for name in sys.modules})
json.dump({"answers": answers, "packages": packages}, sys.stdout)
