"""What works in the process that made a model and may not where it is served: it can be packed, and is told of."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from truss._packing.local_code import sources_of
from truss._packing.recorder import Recording
from truss._packing.trace import Trace
from truss._packing.training_code import training_line


def doubts_of(recording: Recording, traced: Trace) -> list[str]:
    """Tells of code that only a notebook can run, and of code that trains a model each time it is imported.

    Args:
        recording: what the model is made of.
        traced: where that came from.
    """
    return [*_of_a_notebook(recording), *_that_train(traced)]


def _of_a_notebook(recording: Recording) -> Iterator[str]:
    for name, user in sorted(recording.of_a_notebook.items()):
        yield f"{user} uses {name}, which only a notebook has: a request that gets there fails with a NameError"


def _that_train(traced: Trace) -> Iterator[str]:
    for source in (source for module in traced.local for source in sources_of(module)):
        # What this process has not imported, a truss will not import either: a package can have scripts in it.
        line = training_line(source.file) if source.name in sys.modules else None
        if line is not None:
            when = f"when it is imported (line {line}), which is each time that the truss loads"
            way_out = 'put that under `if __name__ == "__main__":`, or what the model needs into a file of its own'
            yield f"{source.file.name} trains a model {when}: {way_out}"
