"""The examples of a truss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from truss._example import Example, example_params
from truss._handle.directory import TrussDirectory
from truss.errors import error_of


class Examples(TrussDirectory):
    """Reads and changes the examples: requests with names, in `examples.yaml`. Comments in the file stay."""

    def examples(self) -> list[Example]:
        """Gives the examples of the truss.

        Raises:
            ValidationError: `EXAMPLES_INVALID` with every problem of the file.
        """
        return self.spec.examples

    def example(self, name_or_index: str | int) -> Example:
        """Gives one example.

        Args:
            name_or_index: its name, or its place in the list, from 0.

        Raises:
            ValidationError: `INPUT_INVALID` where there is none.
        """
        examples = self.examples()
        if isinstance(name_or_index, int):
            if -len(examples) <= name_or_index < len(examples):
                return examples[name_or_index]
            raise error_of("INPUT_INVALID", f"There is no example {name_or_index}: the truss has {len(examples)}")
        for example in examples:
            if example.name == name_or_index:
                return example
        names = ", ".join(example.name for example in examples) or "none"
        raise error_of("INPUT_INVALID", f"No example named {name_or_index} was found; there are: {names}")

    def add_example(self, example_name: str, example_input: Any) -> None:
        """Adds an example; one of the same name is replaced.

        Args:
            example_name: any text.
            example_input: the whole request, such as `{"inputs": [[5.1, 3.5, 1.4, 0.2]]}`. Arrays and DataFrames may
                stand for lists.

        Raises:
            ValidationError: `INPUT_INVALID` where it cannot be written as JSON, `EXAMPLES_INVALID`.
        """
        params = example_params([Example(example_name, example_input)])
        self._call("project.examples", examples=params, how="add")

    def update_examples(self, examples: Iterable[Example | Mapping[str, Any]]) -> None:
        """Makes these all the examples of the truss, in this order.

        Args:
            examples: of different names; mappings with `name` and `input`, `input_file` or `form` will do.

        Raises:
            ValidationError: `INPUT_INVALID` where one cannot be written as JSON, `EXAMPLES_INVALID` with all
                that is wrong.
        """
        self._call("project.examples", examples=example_params(examples), how="replace")
