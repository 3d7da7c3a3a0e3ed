"""A program of a user who has its types checked: test_typing.py does so. It is never run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import truss
from truss.errors import InvalidConfigurationError, TrussError


def make(model: object, rows: Sequence[Sequence[float]]) -> truss.TrussHandle:
    handle = truss.mk_truss(
        model, Path("iris"), data_files=["labels.txt", Path("words")], requirements_file=None, examples=rows
    )
    handle.add_python_requirement("numpy>=2")
    handle.add_secret("api_key", None)
    handle.add_environment_variable("LOG_LEVEL", "info")
    handle.update_examples([truss.Example("first", {"inputs": rows}), {"name": "second", "input": 1}])
    handle.add_data(Path("labels.txt"))
    handle.add_external_package(Path("../shared"))
    handle.clear_external_packages()
    return handle


def describe(directory: str) -> list[str]:
    try:
        spec: truss.TrussSpec = truss.load(directory).spec
    except InvalidConfigurationError as error:
        return [str(issue["message"]) for issue in error.issues]
    except TrussError as error:
        return [error.code, error.message, error.hint or ""]
    path: Path = spec.config_path
    secrets: Mapping[str, str | None] = spec.secrets
    return [
        path.name,
        *spec.requirements,
        *secrets,
        spec.python_version or "any",
        *(each.name for each in spec.examples),
    ]


def ask(handle: truss.TrussHandle, request: Mapping[str, Any]) -> str:
    with handle.serve(workers=2) as server:
        port: str = server.url.rpartition(":")[2]
    truss.kill_all()
    return f"{port}: {handle.predict(request)['predictions']}"


def misuse(handle: truss.TrussHandle) -> None:
    handle.add_secret(3)  # type: ignore[arg-type]
    handle.update_requirements("numpy", "pandas")  # type: ignore[call-arg]
    handle.spec.cpu = "2"  # type: ignore[misc]
    handle.add_external_package(["../shared"])  # type: ignore[arg-type]
    handle.docker_push()  # type: ignore[attr-defined]
    handle.config["cpu"] = "2"
    print(truss.mktruss)  # type: ignore[attr-defined]
