"""Imports packages (the arguments); prints the names of all packages that this process has then."""

import json
import sys
from importlib import import_module

for name in sys.argv[1:]:
    import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
