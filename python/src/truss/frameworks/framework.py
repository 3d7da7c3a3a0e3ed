"""What a framework is asked by mk_truss: a handful of questions, each with data for an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from truss.frameworks.tensors import Parameter, Tensor


@dataclass(frozen=True)
class Description:
    """What a model takes and gives, as far as it can be told without asking it.

    A framework derives its own from this, with what its template has to know.

    Attributes:
        inputs: what a request consists of; none where its values are no tensors.
        outputs: what an answer consists of, as the model itself tells; an answer that it gave tells more.
        sample: rows that the model may take, made up of what is known of them, the simplest first; None where too
            little is.
        metadata: the framework's own fields of `model_metadata` in the config.
        is_row_wise: whether it is known that what it answers for a row depends on that row alone.
    """

    inputs: Sequence[Tensor]
    outputs: Sequence[Tensor]
    sample: Sequence[Any] | None
    metadata: Mapping[str, Any]
    is_row_wise: bool


class Rows(NamedTuple):
    """Rows of input that the user has given as examples."""

    given: Any
    """All of them, as the object takes them."""
    few: Any
    """The first of them, as the object takes them."""
    inputs: Any
    """The same few as `inputs` of a request: a sequence with one item for each row."""
    request: Mapping[str, Any] | None = None
    """The whole request, where the object takes another than one of `inputs`."""


class Stored(NamedTuple):
    """A model in its file."""

    file: str
    """The file's name in `data/model/`."""
    has_code: bool
    """Whether code travels in it, which only the same minor version of Python can read."""
    is_program: bool = False
    """Whether it holds all that is computed, so that nothing of the code that the object is made of is needed."""
    imports: Sequence[str] = ()
    """Modules without which such a program cannot be loaded; they are pinned, or taken along if they are the user's."""
    doubts: Sequence[str] = ()
    """What the file may lack of the object, in words for the user; nothing that is sure, which would be refused."""


class Code(NamedTuple):
    """The code that answers with a model."""

    source: str
    """The text of `model/model.py`. Its class `Model` has the object as `self.model` once `load()` has run, or what it
    has made of the object's file."""
    loaded: Mapping[str, Any] | None
    """What else `load()` sets: name of the attribute to its value. None where it makes another object of the file than
    the live one is, such as a booster of a classifier: then the code is tried with what it loads."""
    environment: Mapping[str, str] = {}
    """Variables of the process that it has to find, for the config of a new truss."""
    parameters: Sequence[Parameter] = ()
    """What it lets a request choose for all of its rows."""


class Need(NamedTuple):
    """A distribution that a model cannot do without."""

    distribution: str
    why: str
    """For the comment beside the requirement, such as `named columns`."""


DescriptionT = TypeVar("DescriptionT", bound=Description)


class Framework(Protocol[DescriptionT]):
    """Knows the objects of one library.

    It is asked in the order of its methods, and keeps nothing from one question to the next. Only `write` touches the
    disk. Its module imports nothing of the library: what a method needs of it is imported inside.
    """

    name: str
    """What `model_framework` in the config says, such as `sklearn`."""

    def recognises(self, model: object) -> bool:
        """Whether the object is one of this library. Any object at all may be asked about."""
        ...

    def ready(self, model: Any) -> AbstractContextManager[Any]:
        """Gives the object as it answers requests, for as long as it is packed; what that changes is put back after.

        Args:
            model: an object that was recognised. All that follows is asked of what comes of it.
        """
        ...

    def check(self, model: Any) -> None:
        """Refuses an object that cannot answer requests.

        Args:
            model: the object.

        Raises:
            TrussError: the message says why, the hint what to do.
        """
        ...

    def rows(self, model: Any, examples: Any, most: int) -> Rows:
        """Takes the rows of what the user gives as examples.

        Args:
            model: an object that was checked.
            examples: whatever was given.
            most: how many are tried.

        Raises:
            TrussError: `INPUT_INVALID` where these are none.
        """
        ...

    def describe(self, model: Any, rows: object) -> DescriptionT:
        """Tells what the object takes and gives; the same each time.

        Args:
            model: an object that was checked.
            rows: a few rows of input given by the user as examples, or None. They can say more than the model does.

        Raises:
            TrussError: where its input cannot be carried by a request; as in `check`.
        """
        ...

    def made_of(self, model: Any, description: DescriptionT) -> object:
        """Gives what is pickled to nowhere, to find out which packages and which code of the user's the object needs.

        Args:
            model: the object.
            description: what was told of it.

        Returns:
            The object itself where it is written with all that it holds; where weights lie in a file of their own, what
            is left without them; None where what is written needs nothing but the framework.
        """
        ...

    def write(self, model: Any, description: DescriptionT, folder: Path, by_value: bool) -> Stored:
        """Writes the object, and what its code needs beside it.

        Args:
            model: the object.
            description: what was told of it.
            folder: the truss's `data/model/`, which is empty.
            by_value: whether some of the object's code is to be found in no module that could be imported elsewhere,
                so that it has to travel in the file. What a framework saves without code may take no notice.

        Raises:
            Exception: whatever stands in the way of writing; the caller puts it into words.
        """
        ...

    def template(self, description: DescriptionT, stored: Stored) -> Code:
        """Gives the code that loads the object and answers with it, for a person to read and to change."""
        ...

    def answer(self, model: Any, description: DescriptionT, rows: Any) -> Mapping[str, Any]:
        """Answers as the object itself does, without any code of a truss: what that code is held against.

        Args:
            model: the object.
            description: what was told of it.
            rows: a few rows in the form in which the object takes them.

        Raises:
            Exception: whatever the object raises, also since the rows are of another form.
        """
        ...

    def needs(self, description: DescriptionT, stored: Stored) -> Sequence[Need]:
        """Names what the code needs whatever the object is made of, which is found out without the framework.

        Distributions that are not installed are passed over.

        Args:
            description: what was told of the object.
            stored: how it was written.
        """
        ...
