"""From the settings to a model that is ready, and what READY says of it."""

from __future__ import annotations

import inspect
import os
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.annotations.outputs import read_items, read_output
from truss_worker.annotations.schema import schema_of
from truss_worker.model.batching.find_merging import find_merging
from truss_worker.model.batching.together import Together
from truss_worker.model.load_error import load_error
from truss_worker.model.loading.activation import Activation
from truss_worker.model.loading.construction import construct, load
from truss_worker.model.loading.import_times import ImportTimes
from truss_worker.model.loading.importing import import_class
from truss_worker.model.loading.python_version import check_python
from truss_worker.model.methods.contract import read_methods, uses_asyncio
from truss_worker.model.methods.served_methods import find_function
from truss_worker.model.methods.stage import ASYNC_GENERATOR, GENERATOR
from truss_worker.model.methods.stage_annotations import input_annotation, output_annotation
from truss_worker.process.heap import give_back
from truss_worker.process.logs import send_logs
from truss_worker.process.seen_places import seen_places, write_secrets
from truss_worker.wire import protocol
from truss_worker.wire.codec import Frame
from truss_worker.worker.children import tell_children
from truss_worker.worker.health import Health

if TYPE_CHECKING:
    from typing import Union

    from truss_worker.loops.async_loop import AsyncLoop
    from truss_worker.loops.sync_loop import SyncLoop
    from truss_worker.model.batching.merging import Merging
    from truss_worker.model.methods.method import Method
    from truss_worker.model.settings import Settings
    from truss_worker.wire.limits import Limits
    from truss_worker.worker.control import Control

    AnyLoop = Union[SyncLoop, AsyncLoop]


class Prepared(NamedTuple):
    """A loaded model, the loop that will serve it, and what READY says of it."""

    methods: dict[str, Method]
    loop: AnyLoop
    together: Together | None
    ready_header: dict[str, Any]


def prepare(settings: Settings, limits: Limits, control: Control) -> Prepared:
    """Imports, constructs and loads the model, and says on the control channel what it is at.

    Raises:
        LoadError: that says why it cannot.
    """
    check_python(settings.python_minor)
    _activate(settings)
    _see_places(settings, control)
    times = []

    def enter(state: str) -> None:
        times.append(perf_counter())
        send_logs(control.send)
        control.send(Frame(protocol.STATE, header={"state": state}))

    enter("importing")
    imports = ImportTimes() if settings.profiles_imports else None
    model_class = import_class(settings)
    enter("constructing")
    model = construct(model_class, settings)
    read_methods(model)
    enter("loading")
    loop = _make_loop(model, limits)
    load(model, settings, loop.settle)
    give_back()
    # Once more, since `load()` may have put another function in the place of one.
    methods = read_methods(model)
    times.append(perf_counter())
    send_logs(control.send)
    control.health = Health(find_function(model, "is_healthy"), loop.settle_from_thread, control.send)
    merging, together = _merging(methods, settings, control)
    ready = _ready_header(methods, times)
    if imports is not None:
        ready["imports"] = imports.to_list()
    if merging is not None:
        ready["maxBatchSize"] = merging.max_batch_size
    return Prepared(methods, loop, together, ready)


def _merging(
    methods: dict[str, Method], settings: Settings, control: Control
) -> tuple[Merging | None, Together | None]:
    def warn(message: str) -> None:
        header = {"level": "warning", "message": message, "logger": "truss"}
        control.send(Frame(protocol.LOG, header=header))

    predict = methods.get("predict")
    if predict is not None and predict.handed_on is not None:
        warn(
            f"The model's {predict.handed_on}: so its requests are answered one after another, whatever "
            "predict_concurrency says, or one would get what belongs to another. Hand it on in what the method returns"
        )
    merging, why_not = find_merging(methods, settings.config)
    if why_not is not None:
        warn(f"runtime.batching has no effect: {why_not}")
    if merging is None:
        return None, None
    return merging, Together(methods["predict"].predict, merging, warn)


def _activate(settings: Settings) -> None:
    try:
        # Entered and never left: the process is this model's alone.
        Activation(settings).__enter__()
        tell_children(settings)
    except OSError as error:
        # Where it is, is not for clients, who are told the message.
        message = f"The directory of the truss cannot be entered: {error.strerror}"
        hint = f"Look whether {settings.directory} is still there."
        raise load_error("hello", "MODEL_FILE_MISSING", message, hint) from error


def _see_places(settings: Settings, control: Control) -> None:
    places = seen_places()
    if not places:
        return
    write_secrets(settings.secrets)
    message = f"The model sees {', '.join(places)} as a container has them, since its code or config names them"
    control.send(Frame(protocol.LOG, header={"level": "info", "message": message, "logger": "truss"}))


def _make_loop(model: Any, limits: Limits) -> AnyLoop:
    # Imported here because asyncio takes longer to import than all of the worker.
    if uses_asyncio(model) or limits.predict_concurrency > 1:
        from truss_worker.loops.async_loop import AsyncLoop

        return AsyncLoop()
    from truss_worker.loops.sync_loop import SyncLoop

    return SyncLoop()


def _ready_header(methods: dict[str, Method], times: list[float]) -> dict[str, Any]:
    described = {name: _describe(method) for name, method in methods.items()}
    predict = described.get("predict", {})
    phases = zip(("import", "init", "load"), times, times[1:])
    return {
        "runtime": {
            "language": "python",
            "version": ".".join(map(str, sys.version_info[:3])),
            "pid": os.getpid(),
        },
        "methods": described,
        "needsRequest": any(method.request_class is not None for method in methods.values()),
        "inputSchema": predict.get("inputSchema"),
        "outputSchema": predict.get("outputSchema"),
        "timingsMs": {name: round((end - start) * 1000, 1) for name, start, end in phases},
    }


def _describe(method: Method) -> dict[str, Any]:
    """What READY says of a method; what it does not know of itself is left out."""
    read = read_items if method.kind in (GENERATOR, ASYNC_GENERATOR) else read_output
    output = read(output_annotation(method.stages))
    found = {
        "description": inspect.getdoc(method.predict.function),
        "inputSchema": schema_of(input_annotation(method.stages)),
        "outputSchema": schema_of(output.annotation),
        "streams": output.streams,
    }
    return {"kind": method.kind, **{name: value for name, value in found.items() if value}}
