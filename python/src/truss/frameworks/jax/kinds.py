"""What of JAX, Flax and Equinox can be called, and how: as it answers, which is never as it is trained."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any, Literal

Kind = Literal["nnx", "linen", "bound", "unbound", "state", "function", "program", "equinox"]

_ANSWERING = {
    "train": False,
    "training": False,
    "is_training": False,
    "deterministic": True,
    "use_running_average": True,
    "inference": True,
}
"""What people call the parameter that tells a call whether it trains, and what it is when it answers."""


def kind_of(model: object) -> Kind | None:
    """Tells what an object is.

    Returns:
        `nnx`: a module of NNX; `linen`: one of Linen in a tuple with its variables; `bound`: one that holds them;
        `unbound`: one that does not; `state`: what it was trained in; `function`: a jitted one, or a part of such;
        `program`: of jax.export; `equinox`: a module of Equinox, or one in a tuple with its state. None: nothing of it.
    """
    whole = model[0] if type(model) is tuple and len(model) == 2 else None
    if _is_of("flax.nnx", "Module", model):
        return "nnx"
    if _is_of("flax.linen", "Module", whole):
        return "linen" if isinstance(model[1], Mapping) else None  # type: ignore[index] # a tuple of two
    if _is_of("flax.linen", "Module", model):
        return "unbound" if model.scope is None else "bound"  # type: ignore[attr-defined]
    if _is_of("flax.training.train_state", "TrainState", model):
        return "state"
    if _is_of("jax.export", "Exported", model):
        return "program"
    if _is_function(model):
        return "function"
    is_equinox = _is_of("equinox", "Module", model) and callable(model)
    has_state = _is_of("equinox", "Module", whole) and _is_of("equinox.nn", "State", model[1])  # type: ignore[index]
    return "equinox" if is_equinox or has_state else None


def _is_of(module: str, name: str, model: object) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(model, kind)


def _is_function(model: object) -> bool:
    while isinstance(model, functools.partial):
        model = model.func
    wrapped = getattr(sys.modules.get("jax"), "stages", None)
    if wrapped is not None and type(model).__name__ == "PjitFunction" and isinstance(model, wrapped.Wrapped):
        return True
    home, _, name = f"{type(model).__module__}.{type(model).__qualname__}".rpartition(".")
    return (home.startswith("flax.nnx.") and name in ("JitFn", "JitWrapped")) or (
        home.startswith("equinox.") and name == "_JitWrapper"
    )


def answering(model: Any) -> Any:
    """Gives an object as it answers: in its mode for that, its variables beside it; the given one stays as it is."""
    kind = kind_of(model)
    if kind == "nnx":
        from flax import nnx

        clone = nnx.clone(model)
        clone.eval()
        return clone
    if isinstance(model, functools.partial) and kind == "function":
        # Modules that a function was given are asked like those that answer themselves.
        return functools.partial(model.func, *map(_given, model.args), **_given_by_name(model.keywords))
    if kind == "bound":
        return model.unbind()
    if kind == "equinox":
        import equinox

        return equinox.nn.inference_mode(model)
    return model


def _given(part: Any) -> Any:
    return answering(part) if kind_of(part) == "nnx" else part


def _given_by_name(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _given(part) for name, part in parts.items()}


def call_of(model: Any) -> Callable[..., Any]:
    """Gives the call that answers, of the inputs alone: with the weights in it."""
    kind = kind_of(model)
    if kind == "nnx":
        return _call_of_nnx(model)
    if kind == "linen":
        module, variables = model
        return functools.partial(module.apply, variables, **_modes(type(module).__call__, module))
    if kind == "state":
        fields = {name: getattr(model, name) for name in getattr(model, "__dataclass_fields__", {})}
        # The collections that a state has beside the parameters, such as `batch_stats`.
        others = {name: value for name, value in fields.items() if isinstance(value, Mapping) and name != "params"}
        module = getattr(model.apply_fn, "__self__", None)
        modes = {} if module is None else _modes(type(module).__call__, module)
        return functools.partial(model.apply_fn, {"params": model.params, **others}, **modes)
    if kind == "program":
        program: Callable[..., Any] = model.call
        return program
    if kind == "equinox":
        return _call_of_equinox(model)
    modes = _modes(model, None)
    return _call_of_part(model, modes) if isinstance(model, functools.partial) else functools.partial(model, **modes)


def _call_of_part(model: Any, modes: Mapping[str, bool]) -> Callable[..., Any]:
    """Of a function that was given some of what it takes, such as a module of NNX."""
    makers = [_maker(part) for part in model.args]
    named_makers = {name: _maker(part) for name, part in model.keywords.items()}

    def call(*inputs: Any, **named: Any) -> Any:
        given = {name: make() for name, make in named_makers.items()}
        return model.func(*(make() for make in makers), *inputs, **{**given, **named, **modes})

    call.__signature__ = inspect.signature(model)  # type: ignore[attr-defined] # as inspect reads it
    return call


def _maker(part: Any) -> Callable[[], Any]:
    if kind_of(part) != "nnx":
        return lambda: part
    return _maker_of_nnx(part)


def _maker_of_nnx(model: Any) -> Callable[[], Any]:
    """Makes a module anew, with variables that are a call's own: recurrent layers and others change some of them."""
    import jax
    from flax import nnx

    graph, state = nnx.split(model)
    return lambda: nnx.merge(graph, jax.tree_util.tree_map(lambda leaf: leaf, state))


def _call_of_nnx(model: Any) -> Callable[..., Any]:
    make = _maker_of_nnx(model)
    modes = _modes(type(model).__call__, model)

    def call(*inputs: Any, **named: Any) -> Any:
        return make()(*inputs, **named, **modes)

    return functools.wraps(type(model).__call__)(call)


def _call_of_equinox(model: Any) -> Callable[..., Any]:
    """Its modules take one row, and are called by `jax.vmap`."""
    import jax

    module, state = model if isinstance(model, tuple) else (model, None)
    keys = {"key": None} if _is_required(type(module).__call__, "key") else {}
    modes = {**_modes(type(module).__call__, module), **keys}

    def of_a_row(*inputs: Any, **named: Any) -> Any:
        if state is None:
            return module(*inputs, **named, **modes)
        return module(*inputs, state, **named, **modes)[0]

    def call(*inputs: Any, **named: Any) -> Any:
        return jax.vmap(functools.partial(of_a_row))(*inputs, **named)

    return functools.wraps(type(module).__call__)(call)


def _modes(call: Any, module: Any) -> dict[str, bool]:
    """What has to be told to a call so that it answers.

    A function is left with its own defaults: somebody has chosen these. A module decides where it was told itself, and
    some take no second word.
    """
    found = {}
    for name, value in _ANSWERING.items():
        default = _parameters(call).get(name)
        if default is None:
            continue
        is_open = default.default is inspect.Parameter.empty
        is_set = default.default is None and getattr(module, name, None) is not None
        if is_open or (module is not None and not is_set):
            found[name] = value
    return found


def _is_required(call: Any, name: str) -> bool:
    parameter = _parameters(call).get(name)
    return parameter is not None and parameter.default is inspect.Parameter.empty


def _parameters(call: Any) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(call).parameters
    except (TypeError, ValueError):
        return {}
