"""The methods of earlier versions that need a container: none is there, and each says what there is instead."""

from __future__ import annotations

from truss.errors import TrussError, error_of

_SERVE = "Serve it without a container: `with handle.serve() as server:`, or `truss serve <directory>`"

INSTEAD = {
    "build_docker_image": _SERVE,
    "docker_build_setup": _SERVE,
    "docker_run": _SERVE,
    "docker_predict": "Ask the model in this process with predict(), or over HTTP with serve()",
    "get_docker_images_from_label": "A server of serve() is an object in your hand: it knows its url and its logs",
    "get_docker_containers_from_labels": "A server of serve() is an object in your hand: it knows its url and its logs",
    "run_python_script": "Run it with the Python of its environment: `$(truss env path <directory>)/bin/python`",
    "patch_container": "`truss serve <directory> --reload` serves every edit",
    "truss_hash_on_serving_container": "`truss serve <directory> --reload` serves every edit",
    "get_urls_from_truss": "A server of serve() has a `url`",
    "container_logs": "A server of serve() has `logs`",
    "kill_container": "End a server of serve() with its stop(), and all of them with truss.kill_all()",
}
"""By the name of the method: what to do without containers."""


def container_error(name: str) -> TrussError | None:
    """Gives the error of a method that needs containers, which this version has not; None for any other name."""
    instead = INSTEAD.get(name)
    if instead is None:
        return None
    return error_of(
        "CONTAINERS_UNSUPPORTED", f"{name}() needs a container, and this version of Truss makes none yet", instead
    )
