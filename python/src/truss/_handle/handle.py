"""A truss in Python's hand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from truss._frames import hides_frames
from truss._handle.asking import Asking
from truss._handle.config_fields import ConfigFields
from truss._handle.containers import Containers, container_error
from truss._handle.examples import Examples
from truss._handle.files import Files
from truss._handle.requirements import Requirements
from truss._handle.table import html_table
from truss._progress import ProgressLine, is_quiet
from truss._proof.proof import Proof
from truss._proof.prove import Question, prove, prove_examples
from truss._server import TrussServer, start_server


class TrussHandle(Asking, Containers, Requirements, ConfigFields, Files, Examples):
    """A truss: a directory that holds a model and everything needed to run it.

    What is asked is read from the directory, and what is changed is written to it, at once.

    Args:
        truss_directory: the directory. Nothing is read until something is asked.
    """

    def __init__(self, truss_directory: str | os.PathLike[str]) -> None:
        super().__init__(truss_directory)
        self._questions: Sequence[Question] = ()

    @hides_frames
    def serve(self, port: int | None = None, *, workers: int | None = None) -> TrussServer:
        """Serves the truss over HTTP on this machine, in its own environment, which is made the first time.

        Args:
            port: the port; not given: a free one. A server that this process has started on it gives way.
            workers: how many processes run the model; not given: what the config says.

        Returns:
            The server, ready for requests: its `url`, and `stop()`. It can be used in a `with` statement, and ends with
            this process at the latest.

        Raises:
            TrussError: `ENV_…` where the environment cannot be made, `MODEL_…` where the model cannot be loaded,
                `SERVER_PORT_IN_USE`.
        """
        return start_server(self._directory, port, workers)

    @hides_frames
    def verify(self) -> Proof:
        """Proves that the truss answers as it should: in a fresh process of its own environment, which `serve` uses.

        A truss that mk_truss has just made is asked what the live model was asked, and has to answer the same. Any
        other is asked its examples, as `truss test` does. A line says what came of it.

        Returns:
            What came of it, true where all is well: `assert tr.verify()`. An environment that cannot be made is told
            there, and is no error.
        """
        with ProgressLine() as progress:
            directory = str(self._directory)
            proof = (
                prove(directory, self._questions, progress) if self._questions else prove_examples(directory, progress)
            )
        if not is_quiet():
            print(proof)
        return proof

    def generate_readme(self) -> str:
        """Describes the truss for people: how it is asked, its examples, what it needs.

        Returns:
            Markdown. Nothing is written.
        """
        return str(self._call("project.readme")["text"])

    def __repr__(self) -> str:
        return f"TrussHandle({str(self._directory)!r})"

    def _repr_html_(self) -> str:
        """The table that a notebook shows."""
        return html_table(self.spec)

    # Hidden from type checkers, for which a method that only raises must not be there.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            error = container_error(name)
            if error is not None:
                raise error
            return object.__getattribute__(self, name)


def made_handle(directory: str | os.PathLike[str], questions: Sequence[Question]) -> TrussHandle:
    """Gives the handle of a truss that was made just now, which knows what the live model has answered."""
    handle = TrussHandle(directory)
    handle._questions = questions  # noqa: SLF001 - nobody else has it yet
    return handle
