"""What somebody gives as examples: rows in any form, or a word about what is needed."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from truss.errors import TrussError
from truss.frameworks.arrays.given import arrays_given
from truss.frameworks.example_rows import rows_given

X = np.arange(6.0).reshape(3, 2)


def test_a_request_is_its_rows():
    assert rows_given({"inputs": [[0, 1]]}) == [[0, 1]]
    assert rows_given({"inputs": {"a": 1, "b": "x"}}) == [{"a": 1, "b": "x"}]


def test_one_record_is_a_row():
    assert rows_given({"a": 1, "b": None}) == [{"a": 1, "b": None}]


def test_an_iterator_gives_its_rows():
    assert rows_given(row.tolist() for row in X) == X.tolist()


def test_rows_stay_as_they_are():
    sparse = csr_matrix(X)
    for rows in (X, X.tolist(), sparse):
        assert rows_given(rows) is rows


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (3, "int"),
        ("examples.yaml", "str"),
        (Path("examples.yaml"), "Path"),
        (X[:0], "none"),
        ([], "none"),
        (csr_matrix(X)[:0], "none"),
        ({"inputs": []}, "none"),
        ({"a": [1], "b": [2]}, "a dict of columns"),
        ({}, "a dict of columns"),
        (object(), "object"),
    ],
)
def test_what_has_no_rows_is_refused(given, found):
    with pytest.raises(TrussError, match="a few rows are needed, found") as caught:
        rows_given(given)
    assert caught.value.code == "INPUT_INVALID"
    assert found in caught.value.message
    assert "examples=" in caught.value.hint or "X[:3]" in caught.value.hint


@pytest.mark.parametrize(
    "given", [[[1, 2], [3]], [X, X[:, :1]], ([[1, 2], [3]], X), {"a": [[1, 2], [3]]}, [{"a": [1, 2]}, {"a": [3]}]]
)
def test_rows_of_several_shapes_are_refused(given):
    with pytest.raises(TrussError, match="a few rows are needed, found what makes no array") as caught:
        arrays_given(given, ["a", "b"], np.asarray)
    assert caught.value.code == "INPUT_INVALID"
