"""Tells what a pipeline takes and gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from truss.errors import error_of
from truss.frameworks.framework import Description
from truss.frameworks.tensors import ANY_LENGTH, Tensor
from truss.frameworks.torch_weights import is_cast_whole
from truss.frameworks.transformers.samples import sample_of_task
from truss.frameworks.transformers.settings import settings_of
from truss.frameworks.transformers.tasks import REFUSED, TASKS, Task, task_of


@dataclass(frozen=True)
class PipelineDescription(Description):
    """What a pipeline takes and gives.

    Attributes:
        title: the name of the model's class.
        task_name: its task, as `pipeline()` takes it.
        task: what a row of that is.
        settings: what else it was made with, such as `top_k`.
        dtype: the type of its weights, such as `bfloat16`.
        is_cast_whole: whether that is the type of all of them, though it is not PyTorch's usual one.
        device: where it has them, such as `cuda:0`.
        sampling_rate: of the sounds that the model was made for; None where it takes none.
        reads_files_of_sound: whether there is something that reads sounds from files.
    """

    title: str
    task_name: str
    task: Task
    settings: Mapping[str, Any]
    dtype: str
    is_cast_whole: bool
    device: str
    sampling_rate: int | None
    reads_files_of_sound: bool


def describe(pipeline: Any) -> PipelineDescription:
    """Tells what a pipeline takes and gives; see `Framework.describe`."""
    task = checked_task(pipeline)
    return PipelineDescription(
        inputs=_inputs(task),
        outputs=[],
        sample=sample_of_task(pipeline, task),
        metadata={"task": pipeline.task},
        # A pipeline goes through its rows one by one, so that nothing is gained by more of them.
        is_row_wise=False,
        title=type(pipeline.model).__name__,
        task_name=pipeline.task,
        task=task,
        settings=settings_of(pipeline),
        dtype=str(pipeline.model.dtype).removeprefix("torch."),
        is_cast_whole=is_cast_whole(pipeline.model),
        device=str(pipeline.device),
        sampling_rate=getattr(getattr(pipeline, "feature_extractor", None), "sampling_rate", None),
        reads_files_of_sound=find_spec("soundfile") is not None,
    )


def checked_task(pipeline: Any) -> Task:
    """Gives the task of a pipeline.

    Raises:
        TrussError: `MODEL_CANNOT_PREDICT` where a request cannot carry what it takes.
    """
    task = task_of(pipeline.task)
    if task is not None:
        return task
    why = REFUSED.get(pipeline.task, "nothing is known of that task")
    raise error_of(
        "MODEL_CANNOT_PREDICT",
        f"{type(pipeline).__name__} has the task {pipeline.task}, of which no truss can be made: {why}",
        "`truss init my_truss --framework transformers` writes a class that loads a pipeline and calls it, to be "
        f"changed; tasks that mk_truss knows: {', '.join(TASKS)}",
    )


def _inputs(task: Task) -> Sequence[Tensor]:
    """Each value of a row as a text: pictures and sounds are files in base64, lists of texts one with commas."""
    if {"table", "images"} & set(task.fields.values()):
        return []
    return [Tensor(name, "BYTES", [ANY_LENGTH]) for name in task.fields]
