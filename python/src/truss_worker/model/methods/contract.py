"""The contract that a model's class keeps: which methods it has, and which of them go together."""

from __future__ import annotations

from typing import Any

from truss_worker.model.load_error import LoadError, load_error
from truss_worker.model.methods.handed_on import find_handed_on
from truss_worker.model.methods.method import Method
from truss_worker.model.methods.predict_batch import stage_of_one
from truss_worker.model.methods.served_methods import AROUND, LIFE, SERVED, WEBSOCKET, find_function
from truss_worker.model.methods.stage import ASYNC, ASYNC_GENERATOR, GENERATOR, Stage, kind_of, make_stage


def read_methods(model: Any) -> dict[str, Method]:
    """The methods of a model (an instance) by name.

    Raises:
        LoadError: MODEL_CLASS_INVALID, if the model does not keep the contract.
    """
    _check_life(model)
    stages = {
        name: make_stage(name, function) for name in (*SERVED, *AROUND) if (function := find_function(model, name))
    }
    methods = {name: Method(name, stage) for name, stage in stages.items() if name in SERVED and name != "predict"}
    if WEBSOCKET in stages:
        _check_web_socket(stages)
    predict = stages.get("predict")
    is_batch_of_one = predict is None and "predict_batch" in stages
    if is_batch_of_one:
        predict = stage_of_one(stages["predict_batch"])
    if predict is not None:
        before, after = stages.get("preprocess"), stages.get("postprocess")
        _check_prediction(before, predict, after)
        own = stages["predict_batch"] if is_batch_of_one else predict
        handed_on = find_handed_on([stage for stage in (before, own, after) if stage is not None])
        methods["predict"] = Method(
            "predict", predict, before, after, is_batch_of_one=is_batch_of_one, handed_on=handed_on
        )
    if not methods:
        raise _invalid(
            f"The class {type(model).__name__} has no method predict",
            "Add `def predict(self, inputs)`, or one of: " + ", ".join(SERVED[1:]) + ".",
        )
    return methods


def uses_asyncio(model: Any) -> bool:
    """Whether any of the model's methods is a coroutine function or an async generator function."""
    functions = (find_function(model, name) for name in (*SERVED, *AROUND, *LIFE))
    return any(kind_of(function) in (ASYNC, ASYNC_GENERATOR) for function in functions if function is not None)


def _check_life(model: Any) -> None:
    """Refuses generators where a call is for its effect: their code runs only where somebody takes the items."""
    for name in LIFE:
        function = find_function(model, name)
        if function is not None and kind_of(function) in (GENERATOR, ASYNC_GENERATOR):
            raise _invalid(
                f"The model's {name} is a generator, whose code would never run", "Take the yield out of it."
            )


def _check_prediction(preprocess: Stage | None, predict: Stage, postprocess: Stage | None) -> None:
    """Refuses the combinations in which something that a method gives is lost."""
    if preprocess is not None and predict.arguments.order == ("request",):
        raise _invalid(
            "The model has preprocess, but its predict takes only the request, so that nobody gets the result of it",
            "Let predict take what preprocess gives: `def predict(self, inputs, request: Request)`.",
        )
    if postprocess is None:
        return
    if "body" not in postprocess.arguments.order:
        raise _invalid(
            "The model's postprocess does not take what predict gives",
            "Write `def postprocess(self, outputs)`.",
        )
    if predict.kind in (GENERATOR, ASYNC_GENERATOR):
        raise _invalid(
            "The model has postprocess, but its predict is a generator, whose items do not pass through it",
            "Do the work of postprocess inside predict.",
        )


def _check_web_socket(stages: dict[str, Stage]) -> None:
    """Refuses what belongs to requests: a connection has no body to prepare, and no answer (today's Truss's rules)."""
    others = [name for name in ("predict", "predict_batch", *AROUND) if name in stages]
    if others:
        raise _invalid(
            f"The model has websocket and {', '.join(others)}, of which a model can only have the one or the other",
            f"Do the work of {others[0]} inside websocket, or make two trusses.",
        )
    stage = stages[WEBSOCKET]
    if stage.kind != ASYNC or stage.arguments.order != ("body",):
        raise _invalid(
            "The model's websocket is not an async method that takes the connection and nothing else",
            "Write `async def websocket(self, ws)`.",
        )


def _invalid(message: str, hint: str | None) -> LoadError:
    return load_error("init", "MODEL_CLASS_INVALID", message, hint)
