"""Whether a model's predictions can be merged, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from truss_worker.model.batching.request_merging import RequestMerging
from truss_worker.model.batching.row_merging import RowMerging
from truss_worker.model.methods.stage import ASYNC, SYNC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from truss_worker.model.batching.merging import Merging
    from truss_worker.model.methods.method import Method

_DEFAULT_SIZE: Final = 32


def find_merging(methods: Mapping[str, Method], config: Mapping[str, Any]) -> tuple[Merging | None, str | None]:
    """How a model's predictions are merged.

    A model that has `predict_batch` and no predict gets what waits, whatever the config says. Of any other, requests
    are merged where `runtime.batching` asks for it: by `predict_batch` where there is one, else by their rows.

    Args:
        methods: the model's methods by name.
        config: the truss's complete config.

    Returns:
        The way, or None; and why there is none, where the config asks for one.
    """
    batching = (config.get("runtime") or {}).get("batching")
    size = (batching or {}).get("max_batch_size", _DEFAULT_SIZE)
    predict, batch = methods.get("predict"), methods.get("predict_batch")
    if predict is not None and predict.handed_on is not None:
        return None, (f"its {predict.handed_on}" if batching or predict.is_batch_of_one else None)
    if batch is not None and predict is not None and (batching or predict.is_batch_of_one):
        if batch.predict.kind not in (SYNC, ASYNC) or batch.predict.arguments.order != ("body",):
            return None, "predict_batch does not take exactly the list of requests and return the list of results"
        return RequestMerging(batch.predict, size), None
    if not batching:
        return None, None
    why = _why_not(predict, (config.get("signature") or {}).get("outputs"))
    if why is not None or predict is None:
        return None, why
    return RowMerging(predict.predict, size, config["signature"]), None


def _why_not(predict: Method | None, outputs: Any) -> str | None:
    if predict is None:
        return "the model has no predict"
    if predict.predict.kind not in (SYNC, ASYNC):
        return "its predict is a generator"
    if predict.predict.arguments.order != ("body",):
        return "its predict takes the request itself"
    if not any(output["shape"][:1] == [-1] for output in outputs or ()):
        return "signature.outputs names no output with a row for each row of the input, a shape that begins with -1"
    return None
