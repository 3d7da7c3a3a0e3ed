"""Runs the Python blocks of a page in one process, as the cells of a notebook.

Each line of stdin is the path of a file with the next block. A last line that is an expression is shown; $DONE is
printed behind the output.
"""

import ast
import os
import sys

# Modules lie where the notebook is.
sys.path[0] = ""
namespace = {"__name__": "__main__"}
for path in map(str.strip, sys.stdin):
    with open(path, encoding="utf-8") as file:
        cell = ast.parse(file.read(), path)
    shown = cell.body.pop() if cell.body and isinstance(cell.body[-1], ast.Expr) else None
    exec(compile(cell, path, "exec"), namespace)
    value = eval(compile(ast.Expression(shown.value), path, "eval"), namespace) if shown else None
    if value is not None:
        print(repr(value))
    print(os.environ["DONE"], flush=True)
