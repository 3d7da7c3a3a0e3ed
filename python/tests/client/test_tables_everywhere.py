"""Random tables through every route: the live answer, or row and column of what cannot be taken."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

import truss
from client.table_routes import ROUTES, ROUTES_OF_ARRAYS, ROUTES_OF_NAMES, Served
from corpus.answers import assert_same
from corpus.inputs import ALL_KINDS, ARRAY, TARGETS
from corpus.live import as_v1, live_answers
from truss import HTTPError, TrussError

TOWNS = ["Oslo", "Rome", "Lima"]
_LABELS = TARGETS["classes"]
_MANY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _table():
    table = ALL_KINDS.data.copy()
    # As codes are: texts that look like numbers, and one that others take for a missing value.
    table["zip"] = np.array(["007", "0815", "NA", "12"], dtype=object)[np.arange(len(table)) % 4]
    table.loc[::7, "age"] = np.nan
    return table[["since", "age", "zip", "visits", "town", "plan", "member"]]


def _columns():
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["age", "visits"]),
            ("names", OneHotEncoder(handle_unknown="ignore"), ["town", "plan", "zip"]),
            ("when", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["since"]),
            ("member", "passthrough", ["member"]),
        ],
        sparse_threshold=0,
    )


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    """A model of an array."""
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(ARRAY.data, _LABELS)
    yield from _serve(model, tmp_path_factory, None, has_names=False)


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    """A model of named columns of every kind."""
    table = _table()
    model = make_pipeline(_columns(), LogisticRegression()).fit(table, _LABELS)
    yield from _serve(model, tmp_path_factory, table[:3], has_names=True)


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """A model of texts."""
    model = make_pipeline(TfidfVectorizer(), LogisticRegression())
    model.fit(["good day", "bad day", "good", "bad"], ["+", "-", "+", "-"])
    yield from _serve(model, tmp_path_factory, None, has_names=False)


def _serve(model, tmp_path_factory, examples, *, has_names):
    handle = truss.mk_truss(model, tmp_path_factory.mktemp("served") / "model", examples=examples, verify=False)
    with handle.serve() as server:
        yield Served(handle, server, model, has_names=has_names)


_floats = st.floats(-1e6, 1e6, allow_nan=False).map(float)
_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@st.composite
def _arrays(draw):
    whole = draw(st.booleans())
    values = st.integers(-100, 100) if whole else _floats
    rows = draw(st.lists(st.lists(values, min_size=4, max_size=4), min_size=1, max_size=4))
    kind = draw(st.sampled_from(["int64", "int8"] if whole else ["float64"]))
    return np.array(rows, dtype=kind)


@st.composite
def _tables(draw):
    count = draw(st.integers(1, 4))

    def column(values):
        return draw(st.lists(values, min_size=count, max_size=count))

    seconds = st.integers(0, 2_000_000_000).map(lambda second: pd.Timestamp(second, unit="s"))
    return pd.DataFrame(
        {
            "since": pd.Series(column(st.one_of(seconds, st.sampled_from(list(ALL_KINDS.data["since"]))))).astype(
                ALL_KINDS.data["since"].dtype
            ),
            "age": np.array(column(st.one_of(_floats, st.just(float("nan"))))),
            "zip": np.array([*column(st.one_of(st.sampled_from(["007", "0815", "NA", "12"]), _words))], dtype=object),
            "visits": np.array(column(st.integers(0, 3))),
            "town": pd.Categorical(column(st.sampled_from(TOWNS)), categories=sorted(TOWNS)),
            "plan": np.array(column(st.one_of(st.sampled_from(["basic", "gold"]), _words)), dtype=object),
            "member": np.array(column(st.booleans())),
        }
    )


def _assert_all(served, rows, routes):
    expected = as_v1(live_answers(served.model, rows))
    for name, ask in routes.items():
        assert_same(ask(served, rows), expected, name)


@_MANY
@given(rows=_arrays())
def test_arrays(numbers, rows):
    _assert_all(numbers, rows, {**ROUTES, **ROUTES_OF_ARRAYS})


@_MANY
@given(rows=_tables())
def test_columns_of_all_kinds(columns, rows):
    _assert_all(columns, rows, ROUTES)
    shown = {name: ask for name, ask in ROUTES_OF_NAMES.items() if "row of" not in name}
    _assert_all(columns, rows, shown)
    first = as_v1(live_answers(columns.model, rows[:1]))
    assert_same(ROUTES_OF_NAMES["the row of a DataFrame"](columns, rows), first, "the row of a DataFrame")


_OF_TEXTS = {
    name: ROUTES[name]
    for name in (
        "predict in this process",
        "the client",
        "an invocation with a split",
        "CSV",
        "V2",
        "gRPC",
        "V2 in bytes",
    )
}


@_MANY
@given(rows=st.lists(st.one_of(st.sampled_from(["good", "bad day"]), _words), min_size=1, max_size=4))
def test_texts(texts, rows):
    frame = pd.DataFrame({"text": rows})
    expected = as_v1(live_answers(texts.model, rows))
    for name, ask in _OF_TEXTS.items():
        is_tensor = name.startswith(("V2", "gRPC"))
        assert_same(ask(texts, np.array(rows, dtype=object) if is_tensor else frame), expected, name)


_UNREADABLE = [
    name
    for name in ROUTES
    if not name.startswith(("V2", "gRPC", "the client in msgpack")) and "backwards" not in name and name != "msgpack"
]


@pytest.mark.parametrize("name", _UNREADABLE)
def test_what_is_no_number_is_named_by_row_and_column(numbers, columns, name):
    rows = np.array([[1, 2, 3, 4], [1, 2, "many", 4]], dtype=object)
    with pytest.raises((AssertionError, TrussError, HTTPError), match=r"inputs\[1\]: column 2: .* found .?'many'"):
        ROUTES[name](numbers, rows)
    table = _table()[:2].reset_index(drop=True)
    table["visits"] = np.array([1, "many"], dtype=object)
    with pytest.raises((AssertionError, TrussError, HTTPError), match=r"inputs\[1\]: column 'visits': .* found 'many'"):
        ROUTES[name](columns, table)
