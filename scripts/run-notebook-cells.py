"""Run a notebook's code cells in this interpreter, echoing each and the value of its last expression, as a kernel would."""

import ast
import json
import sys
from typing import Any


def run(path: str) -> None:
    """Execute the code cells of the notebook at `path`, in order, in one namespace."""
    with open(path, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        print("\n".join(f">>> {line}" for line in source.splitlines()), flush=True)
        body = ast.parse(source, path).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, type_ignores=[]), path, "exec"), namespace)  # noqa: S102 - what a notebook is for
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), path, "eval"), namespace)
            if value is not None:
                print(value, flush=True)


if __name__ == "__main__":
    run(sys.argv[1])
