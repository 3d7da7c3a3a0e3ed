"""What works in the process that made a model and may not where it is served: it can be packed, and is told of."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from truss._packing.changed_state import changed_state
from truss._packing.local_code import sources_of
from truss._packing.recorder import Recording
from truss._packing.trace import Trace
from truss._packing.training_code import training_line


def doubts_of(recording: Recording, traced: Trace) -> list[str]:
    """Tells of code that only a notebook can run, of code that trains a model each time it is imported, and of state.

    Args:
        recording: what the model is made of.
        traced: where that came from.
    """
    return [*_of_a_notebook(recording), *_that_train(traced), *_of_state(traced)]


def _of_a_notebook(recording: Recording) -> Iterator[str]:
    for name, user in sorted(recording.of_a_notebook.items()):
        yield f"{user} uses {name}, which only a notebook has: a request that gets there fails with a NameError"


def _of_state(traced: Trace) -> Iterator[str]:
    for source in (source for module in traced.local for source in sources_of(module)):
        module = sys.modules.get(source.name)
        for name, line, written in [] if module is None else changed_state(source.file, vars(module)):
            now = f"{vars(module)[name]!r:.40}"
            way_out = "change the file, or keep it in the object"
            yield f"{source.name}.{name} is {now} by now; the truss has {written!r:.40} of line {line}: {way_out}"


def _that_train(traced: Trace) -> Iterator[str]:
    for source in (source for module in traced.local for source in sources_of(module)):
        # What this process has not imported, a truss will not import either: a package can have scripts in it.
        line = training_line(source.file) if source.name in sys.modules else None
        if line is not None:
            when = f"when it is imported (line {line}), which is each time that the truss loads"
            way_out = 'put that under `if __name__ == "__main__":`, or what the model needs into a file of its own'
            yield f"{source.file.name} trains a model {when}: {way_out}"
