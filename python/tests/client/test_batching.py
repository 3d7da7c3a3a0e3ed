"""What mk_truss says of merging requests: on where every row is answered for itself alone, and written down."""

import numpy as np
import pytest
from sklearn.decomposition import NMF, PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import truss
from truss._packing.batching import is_mergeable
from truss._packing.trial import Trial
from truss.frameworks.tensors import tensors_of

X = np.abs(np.random.default_rng(0).normal(size=(40, 4)))
Y = (X[:, 0] > X[:, 1]).astype(int)


def centred(rows):
    """A step of somebody's own, to which the other rows matter."""
    return rows - rows.mean(axis=0)


def pipeline(function):
    return make_pipeline(FunctionTransformer(function), StandardScaler(), LinearRegression())


@pytest.mark.parametrize(
    ("model", "is_merged"),
    [
        (RandomForestClassifier(3), True),
        (PCA(2), True),
        (pipeline(np.log1p), True),
        (pipeline(None), True),
        (pipeline(centred), False),
        (pipeline(np.flipud), False),
        (NMF(2), False),
        (NearestNeighbors(n_neighbors=2), True),
    ],
    ids=str,
)
def test_it_is_on_where_rows_are_known_to_be_independent(model, is_merged, tmp_path):
    handle = truss.mk_truss(model.fit(X, Y), target_directory=tmp_path / "made", verify=False)
    batching = handle.config["runtime"]["batching"]
    assert batching == ({"max_batch_size": 32, "max_wait_ms": None} if is_merged else None)
    assert ("max_batch_size: 32" in handle.spec.yaml_string) == is_merged


def test_what_somebody_wrote_stays_and_is_doubted_where_it_is_not_known_to_hold(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("TRUSS_QUIET", raising=False)
    made = tmp_path / "made"
    forest = RandomForestClassifier(3).fit(X, Y)
    handle = truss.mk_truss(forest, target_directory=made, verify=False)
    config = made / "config.yaml"
    config.write_text(config.read_text().replace("max_batch_size: 32", "max_batch_size: 7"))
    truss.mk_truss(forest, target_directory=made, verify=False)
    assert handle.config["runtime"]["batching"]["max_batch_size"] == 7
    capsys.readouterr()
    truss.mk_truss(pipeline(centred).fit(X, Y), target_directory=made, verify=False)
    assert handle.config["runtime"]["batching"]["max_batch_size"] == 7
    assert "it is not known that this model answers each of them for itself" in capsys.readouterr().out


def test_small_numbers_may_differ_by_what_rounding_leaves_of_large_ones():
    """A network's float32 sums several rows in another order than one."""
    large = np.array([[1000.0, 1e-5], [900.0, 3e-5]], dtype=np.float32)

    def is_merged(noise):
        answer = {"predictions": large + np.array([[0, noise], [0, 0]], dtype=np.float32)}

        def ask(request):
            return {"predictions": np.stack([large[row] for row in request["inputs"]])}

        trials = [Trial("example1", {"inputs": [0, 1]}, answer, None)]
        return is_mergeable(ask, trials, tensors_of(answer))

    assert is_merged(1e-3)
    assert not is_merged(1e-1)


@pytest.mark.parametrize("beside", [np.float32(3.0), np.array(3), np.zeros((1, 2)), 3])
def test_what_is_answered_for_all_rows_together_cannot_be_shared_out(beside):
    def ask(request):
        return {"predictions": np.array(request["inputs"], dtype=np.float32), "beside": beside}

    request = {"inputs": [0.0, 1.0, 2.0]}
    assert not is_mergeable(ask, [Trial("example1", request, ask(request), None)], tensors_of(ask(request)))


def test_a_number_has_no_rows_in_the_signature():
    assert [tensor.shape for tensor in tensors_of({"loss": 0.5, "scores": [0.5]})] == [[], [-1]]
