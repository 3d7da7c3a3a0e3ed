"""Imports a framework and asks it about an object; prints the modules that came with that."""

import json
import sys
from importlib import import_module

before = set(sys.modules)
framework = import_module(sys.argv[1]).FRAMEWORK
assert not framework.recognises(object())
print(json.dumps(sorted(set(sys.modules) - before)))
