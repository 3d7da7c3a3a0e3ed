"""A model loaded and called in this very process, without sockets: `TrussHandle.predict`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truss_worker.http.starlette_objects import make_request
from truss_worker.model.coroutines import EventLoopThread
from truss_worker.model.loading.activation import Activation
from truss_worker.model.loading.construction import construct, load
from truss_worker.model.loading.fresh_sources import fresh_sources
from truss_worker.model.loading.importing import import_class
from truss_worker.model.loading.python_version import check_python
from truss_worker.model.methods.contract import read_methods
from truss_worker.model.methods.invoke import invoke
from truss_worker.model.methods.method import Method, find_method
from truss_worker.model.settings import read_settings
from truss_worker.values.request_body import to_request_body

if TYPE_CHECKING:
    from collections.abc import Mapping


class LoadedModel:
    """A model that is ready to be called.

    Args:
        methods: its methods by name.
        activation: the surroundings that its code needs.
        event_loop: where its coroutines run.
    """

    def __init__(self, methods: Mapping[str, Method], activation: Activation, event_loop: EventLoopThread) -> None:
        self._methods = dict(methods)
        self._activation = activation
        self._event_loop = event_loop

    def call(self, method: str, body: Any) -> Any:
        """What the model answers, as the Python value that it is: arrays stay arrays, a stream is an iterator.

        Args:
            method: `predict`, which has preprocess and postprocess around it, or another method of the model.
            body: the request; of a dict either of `inputs` and `instances` answers for the other.

        Raises:
            WorkerError: MODEL_METHOD_MISSING, REQUEST_INPUT_INVALID.
            Exception: whatever the model raised.
        """
        found = find_method(self._methods, method)
        request = make_request(found.request_class, {}, b"", lambda: False) if found.request_class else None
        with self._activation:
            value = to_request_body(body)
            if found.read_input is not None:
                value = found.read_input(value)
            value = invoke(found, value, request, self._event_loop.settle)
        return self._event_loop.iterate(value) if hasattr(value, "__anext__") else value


def load_model(told: Mapping[str, Any]) -> LoadedModel:
    """Imports, constructs and loads a model; edits of its code since the last time are seen.

    sys.path, the working directory and the modules that other code has imported are afterwards as they were.

    Args:
        told: `directory`, `model`, `config`, `secrets`, `environment` and `pythonMinor`, as in a HELLO header
            (specs/wire-protocol.md 3.4).

    Raises:
        LoadError: that says why the model cannot be loaded.
    """
    settings = read_settings(told)
    check_python(settings.python_minor)
    event_loop = EventLoopThread()
    activation = Activation(settings)
    own = (settings.module_folder, settings.packages_folder, *settings.external_folders)
    with activation, fresh_sources(tuple(f"{folder}/" for folder in own)):
        model = construct(import_class(settings), settings)
        read_methods(model)
        load(model, settings, event_loop.settle)
        # Once more, since `load()` may have put another function in the place of one.
        methods = read_methods(model)
    return LoadedModel(methods, activation, event_loop)
