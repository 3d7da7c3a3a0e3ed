"""Imports modules in a process that has none of them. stdin: `[name, …]`; stdout: those that cannot be imported."""

import importlib
import json
import sys


def is_missing(name):
    """Whether no process but the one that made it has the module."""
    try:
        importlib.import_module(name)
    except ImportError:
        return True
    return False


json.dump([name for name in json.load(sys.stdin) if is_missing(name)], sys.stdout)
