"""From the model's class to a model that is loaded."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from truss_worker.model.load_error import load_error, load_error_of
from truss_worker.model.loading.secrets import Secrets
from truss_worker.model.methods.served_methods import find_function

if TYPE_CHECKING:
    from collections.abc import Callable

    from truss_worker.model.settings import Settings


def construct(model_class: type, settings: Settings) -> Any:
    """Calls the class with what of config, data_dir, secrets and others its `__init__` names.

    Raises:
        LoadError: MODEL_CLASS_INVALID, if it wants something else; MODEL_INIT_FAILED, if it raises.
    """
    arguments = _arguments_for(model_class, settings)
    try:
        return model_class(**arguments)
    except (Exception, SystemExit) as error:
        message = f"{model_class.__name__}.__init__ raised {type(error).__name__}"
        raise load_error_of("init", "MODEL_INIT_FAILED", message, error, settings.data_folder) from error


def load(model: Any, settings: Settings, settle: Callable[[Any], Any]) -> None:
    """Calls the model's `setup_environment(environment)` and `load()`, where it has them.

    Args:
        model: an instance of the model's class.
        settings: what the worker was told.
        settle: gives the result of a coroutine, and any other value as it is.

    Raises:
        LoadError: MODEL_LOAD_FAILED, if one of them raises.
    """
    name = "setup_environment"
    try:
        set_up = find_function(model, name)
        if set_up is not None and settings.environment is not None:
            settle(set_up(settings.environment))
        name = "load"
        load_model = find_function(model, name)
        if load_model is not None:
            settle(load_model())
    except (Exception, SystemExit) as error:
        message = f"{type(model).__name__}.{name}() raised {type(error).__name__}"
        raise load_error_of("load", "MODEL_LOAD_FAILED", message, error, settings.data_folder) from error


def _arguments_for(model_class: type, settings: Settings) -> dict[str, Any]:
    # Importing pathlib takes longer than all that the worker does here, and most models do not ask for it.
    offered: dict[str, Callable[[], Any]] = {
        "config": lambda: settings.config,
        "data_dir": lambda: _path(settings.data_folder),
        "secrets": lambda: Secrets({**dict.fromkeys(settings.config.get("secrets") or (), ""), **settings.secrets}),
        "environment": lambda: settings.environment,
        "lazy_data_resolver": lambda: _resolver(settings),
        "context": lambda: _context(settings),
    }
    wanted = _parameters_of(model_class)
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in wanted):
        return {name: make() for name, make in offered.items()}
    for parameter in wanted:
        required = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL
        if required and parameter.name not in offered:
            raise load_error(
                "init",
                "MODEL_CLASS_INVALID",
                f"{model_class.__name__}.__init__ wants the argument '{parameter.name}', which Truss does not give",
                f"It can have any of {', '.join(offered)}, or **kwargs.",
            )
    return {parameter.name: offered[parameter.name]() for parameter in wanted if parameter.name in offered}


def _parameters_of(model_class: type) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(model_class).parameters.values())
    except (TypeError, ValueError):
        return []


def _resolver(settings: Settings) -> Any:
    from truss_worker.model.loading.arrivals import Arrivals
    from truss_worker.model.loading.lazy_data import LazyDataResolver

    return LazyDataResolver(_path(settings.data_folder), Arrivals(settings.arriving))


def _context(settings: Settings) -> Any:
    from truss_worker.model.loading.arrivals import Arrivals
    from truss_worker.model.loading.context import Context

    weights = {name: _path(place) for name, place in settings.weights.items()}
    return Context(_path(settings.data_folder), weights, Arrivals(settings.arriving))


def _path(folder: str) -> Any:
    from pathlib import Path

    return Path(folder)
