"""A table as it was sent, in JSON's forms: its rows, and the names of its columns where it has any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from truss_worker.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Table(NamedTuple):
    """Rows of as many values as there are columns."""

    names: list[str] | None
    """Those of the columns, each once; None where the table does not name them."""
    rows: list[list[Any]]

    def as_records(self) -> list[dict[str, Any]] | list[list[Any]]:
        """A dict for each row; the rows themselves where the columns have no names."""
        return self.rows if self.names is None else [dict(zip(self.names, row)) for row in self.rows]

    def by_number(self) -> Table:
        """The same with columns that are called 0, 1, 2 … in this order, whatever order a client's library made of it.

        That is how pandas calls the columns of an array; sorted as texts, 10 comes before 2.
        """
        names = self.names or []
        places = {name: place for place, name in enumerate(names)}
        counted = [str(number) for number in range(len(names))]
        if names == counted or set(names) != set(counted):
            return self
        return Table(counted, [[row[places[name]] for name in counted] for row in self.rows])


def table_of_split(split: Any) -> Table:
    """The table of `{"columns": […], "data": [[…], …]}`. Raises WorkerError (REQUEST_BODY_INVALID)."""
    columns = split.get("columns") if isinstance(split, dict) else None
    rows = split.get("data") if isinstance(split, dict) else None
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise refuse(
            "dataframe_split is not an object with the arrays columns and data",
            'Send {"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2]]}}.',
        )
    names = names_of(columns, "dataframe_split")
    for index, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(names):
            found = f"has {len(row)} values" if isinstance(row, list) else "is no list"
            raise refuse(f"dataframe_split: row {index} {found}, where there are {len(names)} columns")
    return Table(names, rows)


def table_of_records(records: Sequence[Any], where: str) -> Table:
    """The table of `[{"a": 1, "b": 2}, …]`, its columns in the order of the first record's.

    Raises:
        WorkerError: REQUEST_BODY_INVALID where the records differ in their names.
    """
    names = list(records[0])
    known = set(names)
    for index, record in enumerate(records):
        if not isinstance(record, dict):
            raise refuse(f"{where}[{index}] is no record as {where}[0] is")
        if record.keys() != known:
            missing = ", ".join(repr(name) for name in names if name not in record)
            more = ", ".join(repr(name) for name in record if name not in known)
            found = f"has no {missing}" if missing else f"has {more}"
            raise refuse(
                f"{where}[{index}] {found}, unlike {where}[0]: the columns of a table are the same in all rows"
            )
    return Table([str(name) for name in names], [[record[name] for name in names] for record in records])


def table_of_columns(columns: Mapping[Any, Any], where: str) -> Table:
    """The table of `{"a": [1, 3], "b": [2, 4]}`, or of one record.

    Raises:
        WorkerError: REQUEST_BODY_INVALID where the columns are not of one length.
    """
    lengths = {name: len(column) for name, column in columns.items() if hasattr(column, "__len__")}
    texts = [name for name, column in columns.items() if isinstance(column, str)]
    if len(texts) + len(columns) - len(lengths) == len(columns):
        return Table([str(name) for name in columns], [list(columns.values())])
    first = next(iter(columns))
    for name in columns:
        if name in texts or lengths.get(name) != lengths.get(first):
            found = "no list" if name in texts or name not in lengths else f"a list of {lengths[name]} values"
            raise refuse(f"{where}: column {name!r} is {found}, unlike column {first!r}")
    return Table([str(name) for name in columns], [list(row) for row in zip(*columns.values())])


def names_of(columns: Iterable[Any], where: str) -> list[str]:
    """The names of columns as texts. Raises WorkerError (REQUEST_BODY_INVALID) where one stands twice."""
    names: dict[str, None] = {}
    for column in columns:
        if str(column) in names:
            raise refuse(f"{where}: two columns are called {str(column)!r:.80}", "Give each column a name of its own.")
        names[str(column)] = None
    return list(names)


def refuse(message: str, hint: str | None = None) -> WorkerError:
    """The refusal of a table that cannot be read."""
    return WorkerError("REQUEST_BODY_INVALID", message, hint)
