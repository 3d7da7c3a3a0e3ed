"""What most frameworks answer alike: an object answers as it is, takes rows, and is pickled whole or not at all."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from truss.frameworks.example_rows import as_pandas, rows_given
from truss.frameworks.framework import Rows


class PlainObjects:
    """To derive a framework from; see `Framework` for the questions."""

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """Nothing has to be done to it."""
        return nullcontext(model)

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes rows that stand one after the other, in a list, an array or a table."""
        rows = as_pandas(rows_given(examples))
        return Rows(rows, rows[:most], rows[:most])

    def made_of(self, model: Any, description: Any) -> object:
        """All that it holds."""
        return model


class UnpickledObjects(PlainObjects):
    """To derive a framework from whose objects are written in a format of the library's own, without any code."""

    def made_of(self, model: Any, description: Any) -> object:
        """Nothing but what the framework needs."""
        return None
