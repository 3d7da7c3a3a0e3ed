"""Writes the code that answers with a pipeline."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from string import Template

from truss.frameworks.framework import Stored
from truss.frameworks.template import (
    OTHERS_DO_HARM,
    ModelClass,
    Reading,
    Snippet,
    reading_of_parameters,
    render_class,
)
from truss.frameworks.transformers.description import PipelineDescription
from truss.frameworks.transformers.tasks import Kind

_TEMPLATES = Path(__file__).parent / "templates"

_DEVICE = 'self.device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"'

_IMPORTS: dict[Kind, Sequence[str]] = {
    "image": ("base64", "io", "PIL.Image"),
    "images": ("base64", "io", "PIL.Image"),
    "audio": ("numpy as np",),
    "samples": ("numpy as np",),
}
_SAID: dict[Kind, str] = {
    "text": "text",
    "pair": "text",
    "chat": "text",
    "texts": "[text, …]",
    "image": "picture in base64",
    "images": "[picture in base64, …]",
    "audio": '{"array": [number, …], "sampling_rate": number}',
    "samples": '{"array": [number, …], "sampling_rate": number}',
    "table": "{column: [text, …]}",
}


def render_model(description: PipelineDescription, stored: Stored) -> str:
    """Writes the source of the model class.

    Args:
        description: of the pipeline.
        stored: how it lies in `data/model/`.
    """
    return render_class(
        ModelClass(
            title=description.title,
            file=stored.file,
            load=Snippet(_load(description), ["torch", "transformers"]),
            reading=_reading(description),
            predict=Snippet(_predict(description), _imports(description)),
            answer='{"predictions": […]}',
            misfits="What the pipeline says that it cannot take.",
            errors="TypeError, ValueError, transformers.pipelines.PipelineException"
            if description.task_name == "fill-mask"
            else "TypeError, ValueError",
        )
    )


def _load(description: PipelineDescription) -> list[str]:
    said = [f"{name}={value!r}" for name, value in description.settings.items()]
    return [
        _DEVICE,
        "self.model = transformers.pipeline(",
        f'    "{description.task_name}",',
        "    model=str(self.model_dir),",
        f"    dtype=torch.{description.dtype},",
        "    device=self.device,",
        *(f"    {each}," for each in said),
        ")",
        *([f"self.model.model.to(torch.{description.dtype})"] if description.is_cast_whole else []),
    ]


def _predict(description: PipelineDescription) -> list[str]:
    task = description.task
    arguments = "**parameters" if task.parameters else ""
    lines = ["parameters = read_parameters(request)"] if task.parameters else []
    if streams(description):
        lines += [
            'if isinstance(request, dict) and request.get("stream"):',
            "    if len(inputs) != 1:",
            '        raise HTTPError(400, "stream: there has to be one row")',
            "    return stream(self.model, inputs[0], parameters)",
        ]
    if not task.is_one_call:
        call = f"found = [self.model({', '.join(['**row', *([arguments] if arguments else [])])}) for row in inputs]"
    else:
        call = f"found = self.model({', '.join(['inputs', *([arguments] if arguments else [])])})"
    lines.append(call)
    if task.unwraps_one:
        lines.append("found = [found] if len(inputs) == 1 else found  # of one row it gives what is in the list")
    return [*lines, 'return {"predictions": as_plain(found)}']


def streams(description: PipelineDescription) -> bool:
    """Whether it gives a text piece by piece where a request asks for that."""
    return description.task_name == "text-generation"


def _reading(description: PipelineDescription) -> Reading:
    task = description.task
    kinds = list(dict.fromkeys(task.fields.values()))
    also: list[Kind] = ["image"] if "images" in kinds else []
    names = [_reader(kind, description) for kind in [*also, *kinds]]
    if {"audio", "samples"} & set(kinds):
        names.append("as_samples")
    if task.is_one_call:
        rows = Template(_text("read_rows")).substitute(read=f"read_{kinds[0]}")
        request = f'{{"inputs": [{_SAID[kinds[0]]}, …]}}'
    else:
        rows = _text("read_records")
        record = ", ".join(f'"{name}": {_SAID[kind]}' for name, kind in task.fields.items())
        request = f'{{"inputs": [{{{record}}}, …]}}'
    parts = [rows, *map(_text, names)]
    has_pictures = bool({"image", "images"} & set(kinds))
    parts += [
        _text("as_plain_with_pictures" if has_pictures else "as_plain"),
        *([_text("stream")] if streams(description) else []),
    ]
    parts += [reading_of_parameters(task.parameters, OTHERS_DO_HARM)] if task.parameters else []
    tables = _row_table(description) + _rate(description)
    return Reading(request, "read_rows(request)", "\n\n".join([*parts, *([tables] if tables else [])]), Snippet())


def _reader(kind: Kind, description: PipelineDescription) -> str:
    return "read_audio_file" if kind == "audio" and description.reads_files_of_sound else f"read_{kind}"


def _row_table(description: PipelineDescription) -> str:
    if description.task.is_one_call:
        return ""
    rows = "".join(f'    "{name}": read_{kind},\n' for name, kind in description.task.fields.items())
    return f"ROW = {{\n{rows}}}\n"


def _rate(description: PipelineDescription) -> str:
    is_asked = "samples" in description.task.fields.values()
    return f"RATE = {description.sampling_rate}  # samples a second\n" if is_asked else ""


def _imports(description: PipelineDescription) -> Collection[str]:
    kinds = description.task.fields.values()
    found = {*(name for kind in kinds for name in _IMPORTS.get(kind, ()))}
    if "audio" in kinds and description.reads_files_of_sound:
        found |= {"base64", "io", "soundfile"}
    return found | ({"threading"} if streams(description) else set())


def _text(name: str) -> str:
    return (_TEMPLATES / f"{name}.py.txt").read_text("utf-8")
