"""LightGBM keeps the promises of a framework."""

import lightgbm
import numpy as np
import pytest
from lightgbm import LGBMClassifier, LGBMRanker, LGBMRegressor
from sklearn.linear_model import LinearRegression

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.boosters.data import HOLES, IS_FIRST, NAMES, OPTIONS, ROWS, TABLE, TABLE_ROWS, X, Y, records
from frameworks.served import assert_answers_everywhere
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS, framework_of

FEW = OPTIONS["lightgbm"]


def estimator(model, rows=ROWS, inputs=None):
    def answer():
        found = {"predictions": model.predict(rows)}
        return {**found, "probabilities": model.predict_proba(rows)} if hasattr(model, "classes_") else found

    return Sample(model, rows.tolist() if inputs is None else inputs, rows, answer)


def booster(parameters, data, rows=ROWS, inputs=None):
    model = lightgbm.train({"verbose": -1, **parameters}, data, 3)
    return Sample(
        model, rows.tolist() if inputs is None else inputs, rows, lambda: {"predictions": model.predict(rows)}
    )


def from_a_file(tmp="from-a-file"):
    trained = lightgbm.train({"verbose": -1}, lightgbm.Dataset(TABLE, Y), 3)
    model = lightgbm.Booster(model_str=trained.model_to_string())
    rows = TABLE_ROWS.rename(columns=lambda name: name.replace(" ", "_"))
    return Sample(model, records(rows), rows, lambda: {"predictions": model.predict(rows)})


def stopped_early():
    model = LGBMRegressor(n_estimators=200, learning_rate=1.0, verbose=-1)
    stop = lightgbm.early_stopping(2, verbose=False)
    model.fit(X[::2], Y[::2], eval_set=[(X[1::2], Y[1::2])], callbacks=[stop])
    assert 0 < model.best_iteration_ < 198
    return estimator(model)


def own_objective():
    model = LGBMClassifier(objective=lambda true, found: (found - true, np.ones_like(found)), **FEW).fit(X, IS_FIRST)
    return Sample(model, ROWS.tolist(), ROWS, lambda: {"predictions": model.predict(ROWS)})


def of_codes():
    codes = np.column_stack([X[:, 0], np.arange(150) % 3])
    return booster({}, lightgbm.Dataset(codes, Y, categorical_feature=[1]), codes[::40])


def table_rows(model):
    """LightGBM's names of columns have no spaces, and it does not look at those that it is given."""
    rows = TABLE_ROWS.rename(columns=lambda name: name.replace(" ", "_"))
    return estimator(model.fit(TABLE, NAMES), rows, records(rows))


SAMPLES = {
    "a classifier": lambda: estimator(LGBMClassifier(**FEW).fit(X, Y)),
    "labels that are texts": lambda: estimator(LGBMClassifier(**FEW).fit(X, NAMES)),
    "of two classes": lambda: estimator(LGBMClassifier(**FEW).fit(X, np.array(["no", "yes"])[IS_FIRST])),
    "of truths": lambda: estimator(LGBMClassifier(**FEW).fit(X, IS_FIRST == 1)),
    "one against all": lambda: estimator(LGBMClassifier(objective="multiclassova", **FEW).fit(X, NAMES)),
    "a regressor": lambda: estimator(LGBMRegressor(**FEW).fit(X, Y)),
    "a quantile": lambda: estimator(LGBMRegressor(objective="quantile", alpha=0.9, **FEW).fit(X, Y)),
    "stopped early": stopped_early,
    "missing values": lambda: estimator(LGBMRegressor(**FEW).fit(HOLES, Y)),
    "linear trees": lambda: estimator(LGBMRegressor(linear_tree=True, **FEW).fit(X, Y)),
    "stopped early at each prediction": lambda: estimator(
        LGBMClassifier(pred_early_stop=True, pred_early_stop_freq=1, pred_early_stop_margin=0.01, **FEW).fit(X, Y)
    ),
    "a forest": lambda: estimator(LGBMRegressor(boosting_type="rf", subsample=0.5, subsample_freq=1, **FEW).fit(X, Y)),
    "a ranker": lambda: estimator(LGBMRanker(**FEW).fit(X, Y, group=[10] * 15)),
    "an objective of one's own": own_objective,
    "a table": lambda: table_rows(LGBMClassifier(**FEW)),
    "a booster": lambda: booster({"objective": "binary"}, lightgbm.Dataset(X, IS_FIRST)),
    "a booster from a file": from_a_file,
    "a booster of numbers of categories": of_codes,
}


class TestLightGBM(FrameworkConformance):
    known = next(each for each in FRAMEWORKS if each.name == "lightgbm")
    samples = SAMPLES
    refused = {"not fitted": LGBMClassifier}
    others = [lambda: LinearRegression().fit(X, Y)]


@pytest.mark.parametrize("name", ["a table", "a booster from a file"])
def test_all_protocols_answer_as_the_live_object(tmp_path, name):
    sample = SAMPLES[name]()
    handle = assert_answers_everywhere(sample.model, tmp_path / "model", sample.rows, sample.ask())
    assert (tmp_path / "model" / "data" / "model" / "model.txt").exists()
    assert [line for line in handle.config["requirements"] if line.startswith("scikit-learn")] == []


class MyClassifier(LGBMClassifier):
    """Has code of its own."""


def test_a_class_of_one_s_own_and_labels_that_json_has_not_are_pickled():
    dates = np.array(["2020-01-01", "2021-01-01"], "datetime64[D]")[IS_FIRST]
    assert framework_of(MyClassifier(**FEW).fit(X, Y)).name == "sklearn"
    assert framework_of(LGBMClassifier(**FEW).fit(X, dates)).name == "sklearn"
    assert framework_of(LGBMClassifier(**FEW).fit(X, Y)).name == "lightgbm"


def test_names_with_spaces_are_kept_where_examples_tell_them(pack):
    _, packed = pack(LGBMClassifier(**FEW).fit(TABLE, NAMES), TABLE_ROWS)
    assert [each["name"] for each in packed.config["signature"]["inputs"]] == list(TABLE.columns)


def test_categories_that_have_an_order_are_asked_for(pack, load_generated):
    """LightGBM takes them for numbers, and its booster does not tell which of the columns it knows categories of."""
    table = TABLE.assign(bed=TABLE["bed"].cat.as_ordered())
    model = LGBMClassifier(**FEW).fit(table, Y)
    with pytest.raises(TrussError, match="does not say which of its columns are categories") as caught:
        pack(model)
    assert "examples=X[:3]" in caught.value.hint
    rows = table[::40]
    answer = load_generated(model, rows).predict({"inputs": records(rows)})
    assert answer["probabilities"].tolist() == model.predict_proba(rows).tolist()
