"""Asking the model of a truss."""

from __future__ import annotations

import os
from typing import Any

from truss._client.tables import as_request
from truss._frames import hides_frames
from truss._handle.directory import TrussDirectory
from truss._in_process import InProcessModel, NotForThisProcessError
from truss._own_environment import OwnEnvironmentModel
from truss._progress import ProgressLine, is_quiet
from truss._proof.proof import Proof
from truss._proof.prove import prove_examples

_UNKNOWN = [{"name": "inputs", "datatype": "BYTES", "shape": [-1]}]
"""What mk_truss says of no model: it takes a list, of which nothing more is known."""


class Asking(TrussDirectory):
    """Asks the model of a truss, without a server.

    Args:
        truss_directory: the directory. Nothing is read until something is asked.
    """

    def __init__(self, truss_directory: str | os.PathLike[str]) -> None:
        super().__init__(truss_directory)
        self._in_process = InProcessModel(str(self._directory))
        self._own_environment = OwnEnvironmentModel(str(self._directory), self._in_process.state_of_files)

    @hides_frames
    def predict(self, request: Any) -> Any:
        """Answers a request in this process, with the packages installed here; a server gives the same answer.

        The model is loaded on the first call, and again when a file or a secret of the truss has changed. Where the
        packages that it needs are not installed here, it is asked in the truss's own environment: that is made the
        first time, and the model stays loaded there until this process ends.

        Args:
            request: rows (`X[:2]`, `df.head(2)`, a row of either), or what would be sent as JSON, such as
                `{"inputs": [[5.1, 3.5, 1.4, 0.2]]}`, in which arrays and DataFrames may stand for lists. Bytes, an open
                file or a `Path` is what a client sends of it: a picture, a sound, a text.

        Returns:
            The answer as JSON would have it. What mk_truss generates answers with a dict that has `predictions`, one
            for each row, and `probabilities`, one row of numbers for each, where the model knows them.

        Raises:
            HTTPError: the request does not fit the model (400).
            ModelClassImplementationError: the model class is missing or does not follow the contract.
            TrussError: the model cannot be loaded.
            Exception: whatever the model raised.
        """
        asked = as_request(request, self._signature)
        if not self._own_environment.is_warm:
            try:
                return self._in_process.answer(asked)
            except NotForThisProcessError as error:
                why = error
            self._own_environment.start(why.message)
        return self._own_environment.answer(asked)

    @hides_frames
    def server_predict(self, request: Any) -> Any:
        """The name that `predict` had in 2022."""
        return self.predict(request)

    @hides_frames
    def test(self) -> Proof:
        """Asks the model its examples in the truss's own environment, as `truss test` does, and says what came of it.

        Returns:
            What came of it, true where every answer is as its example expects: `assert tr.test()`.
        """
        with ProgressLine() as progress:
            proof = prove_examples(str(self._directory), progress)
        if not is_quiet():
            print(proof)
        return proof

    def _signature(self) -> list[dict[str, Any]]:
        config = self.config
        declared = (config["signature"] or {}).get("inputs") or []
        return list(declared) or (_UNKNOWN if config["model_framework"] != "custom" else [])
