"""Which packages carry the tables that a model takes."""

from __future__ import annotations

from truss.frameworks.framework import Need
from truss.frameworks.tabular.inputs import Inputs


def needs_of_inputs(inputs: Inputs | None) -> list[Need]:
    """Names pandas where columns have names, and what else their types lie in; nothing for rows without names.

    Args:
        inputs: what a model takes; None where it takes no rows.
    """
    if inputs is None or inputs.kind != "records":
        return []
    # As pandas names its types: `double[pyarrow]`, `string[pyarrow]`.
    has_arrow = any("pyarrow" in (column.dtype or "") for column in inputs.columns.values())
    return [
        Need("pandas", "named columns"),
        *([Need("pyarrow", "the types of columns")] if has_arrow else []),
    ]
