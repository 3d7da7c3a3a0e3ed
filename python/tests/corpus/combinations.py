"""Estimators around estimators, as people put them together."""

import category_encoders
import numpy as np
import scipy.special
import scipy.stats
from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline as make_sampling_pipeline
from sklearn import __version__ as version
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401 - they ask for it
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import RFE, SelectFromModel, SelectKBest
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV, RandomizedSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier, MultiOutputRegressor, RegressorChain
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import FeatureUnion, make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    StandardScaler,
)
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from corpus.fitting import Fitted, columns
from corpus.inputs import ALL_KINDS, ARRAY, TABLE, TARGETS, TEXTS
from corpus.own_steps import days

IS_NEW = tuple(map(int, version.split(".")[:2])) >= (1, 4)
BOOSTING = {"n_estimators": 3, "random_state": 0}
FOREST = RandomForestClassifier(5, random_state=0)


def _mixed():
    """Each column its own way."""
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    return ColumnTransformer(
        [
            ("numbers", numbers, make_column_selector(dtype_include="number")),
            ("town", OneHotEncoder(), ["town"]),
            ("plan", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["plan"]),
            ("days", FunctionTransformer(days), ["since", "member"]),
        ],
        remainder="drop",
    )


_CLASSES = {
    "a pipeline": make_pipeline(PolynomialFeatures(), StandardScaler(), PCA(3), LogisticRegression()),
    "a grid of pipelines": GridSearchCV(make_pipeline(StandardScaler(), SVC()), {"svc__C": [0.1, 1]}, cv=2),
    "a random search": RandomizedSearchCV(
        make_pipeline(StandardScaler(), KNeighborsClassifier()),
        {"kneighborsclassifier__n_neighbors": scipy.stats.randint(1, 9)},
        n_iter=2,
        cv=2,
        random_state=np.random.RandomState(0),
    ),
    "a random search of boosting": RandomizedSearchCV(
        GradientBoostingClassifier(**BOOSTING),
        {"learning_rate": scipy.stats.loguniform(1e-2, 1), "subsample": scipy.stats.uniform(0.5, 0.5)},
        n_iter=2,
        cv=2,
        random_state=0,
    ),
    "a halving search": HalvingGridSearchCV(FOREST, {"max_depth": [2, 3]}, cv=2, random_state=0),
    "a vote": VotingClassifier(
        [("a", GradientBoostingClassifier(**BOOSTING)), ("b", KNeighborsClassifier())], voting="soft"
    ),
    "a stack": StackingClassifier([("a", KNeighborsClassifier()), ("b", FOREST)], cv=2, passthrough=True),
    "a stack of pipelines": StackingClassifier([("a", make_pipeline(StandardScaler(), SVC()))], FOREST, cv=2),
    "bags": BaggingClassifier(KNeighborsClassifier(), 3, random_state=0),
    "boosted trees": AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), n_estimators=3, random_state=0),
    "calibrated": CalibratedClassifierCV(LinearSVC(random_state=0), cv=2),
    "calibrated by steps": CalibratedClassifierCV(GradientBoostingClassifier(**BOOSTING), method="isotonic", cv=2),
    "one against the rest": OneVsRestClassifier(GradientBoostingClassifier(**BOOSTING)),
    "one against one": OneVsOneClassifier(KNeighborsClassifier()),
    "output codes": OutputCodeClassifier(FOREST, random_state=0),
    "selected by boosting": make_pipeline(
        SelectFromModel(GradientBoostingClassifier(**BOOSTING)), LogisticRegression()
    ),
    "eliminated": make_pipeline(RFE(GradientBoostingClassifier(**BOOSTING), n_features_to_select=2), SVC()),
    "a union": make_pipeline(make_union(PCA(2), SelectKBest(k=1), KBinsDiscretizer(3)), LogisticRegression()),
    "a nested union": make_pipeline(FeatureUnion([("x", make_pipeline(MinMaxScaler(), PCA(2)))]), FOREST),
    "a function of numpy": make_pipeline(FunctionTransformer(np.log1p), LogisticRegression()),
    "a function of scipy": make_pipeline(FunctionTransformer(scipy.special.expit), LogisticRegression()),
    "a lambda": make_pipeline(FunctionTransformer(lambda rows: rows * 2), LogisticRegression()),
    "imputed by neighbours": make_pipeline(KNNImputer(), FOREST),
    "imputed by others": make_pipeline(IterativeImputer(max_iter=2, random_state=0), FOREST),
    "over-sampled": make_sampling_pipeline(SMOTE(random_state=0), GradientBoostingClassifier(**BOOSTING)),
    "a balanced forest": BalancedRandomForestClassifier(3, random_state=0),
    "a generator of its own": RandomForestClassifier(3, random_state=np.random.RandomState(3)),
}
_NUMBERS = {
    "a target of logarithms": TransformedTargetRegressor(
        GradientBoostingRegressor(**BOOSTING), func=np.log1p, inverse_func=np.expm1
    ),
    "a transformed target": TransformedTargetRegressor(KNeighborsRegressor(), transformer=PowerTransformer()),
    "a vote of numbers": VotingRegressor([("a", GradientBoostingRegressor(**BOOSTING)), ("b", LinearRegression())]),
    "a stack of numbers": StackingRegressor([("a", KNeighborsRegressor()), ("b", Ridge())], cv=2),
}
_OF_ALL_KINDS = {
    "columns": make_pipeline(columns(), HistGradientBoostingClassifier(max_iter=3)),
    "each column its own way": make_pipeline(_mixed(), GradientBoostingClassifier(**BOOSTING)),
    "a search of columns": GridSearchCV(
        make_pipeline(_mixed(), LogisticRegression()), {"logisticregression__C": [0.1, 1]}, cv=2
    ),
    "a vote over columns": VotingClassifier(
        [("a", make_pipeline(_mixed(), FOREST)), ("b", make_pipeline(columns(), FOREST))]
    ),
    "encoded by the target": make_pipeline(
        category_encoders.TargetEncoder(cols=["town", "plan"]),
        ColumnTransformer([("x", "passthrough", ["town", "plan", "age"])]),
        FOREST,
    ),
}
_OF_TEXTS = {
    "a union of texts": make_pipeline(
        make_union(TfidfVectorizer(), CountVectorizer(analyzer="char")), LogisticRegression()
    ),
    "counted words": make_pipeline(CountVectorizer(binary=True), MultinomialNB()),
    "topics": make_pipeline(TfidfVectorizer(), TruncatedSVD(2, random_state=0), KNeighborsClassifier()),
    "a search over texts": GridSearchCV(make_pipeline(TfidfVectorizer(), LinearSVC()), {"linearsvc__C": [1, 2]}, cv=2),
}


def combinations():
    """Name → a function that gives it fitted."""
    found = {}
    for name, model in _CLASSES.items():
        found[f"{name} of an array"] = _of(model, ARRAY, "two classes")
        found[f"{name} of a table"] = _of(model, TABLE, "classes")
    for name, model in _NUMBERS.items():
        found[name] = _of(model, TABLE, "numbers")
    for name, model in _OF_ALL_KINDS.items():
        found[name] = _of(model, ALL_KINDS, "two classes")
    for name, model in _OF_TEXTS.items():
        found[name] = _of(model, TEXTS, "classes")
    for model in (
        MultiOutputClassifier(GradientBoostingClassifier(**BOOSTING)),
        ClassifierChain(LogisticRegression()),
        FOREST,
    ):
        found[f"several classes by {type(model).__name__}"] = _of(model, TABLE, "several classes")
    for model in (
        MultiOutputRegressor(GradientBoostingRegressor(**BOOSTING)),
        RegressorChain(Ridge()),
        RandomForestRegressor(5),
    ):
        found[f"several numbers by {type(model).__name__}"] = _of(model, ARRAY, "several numbers")
    return {**found, **(_of_newer() if IS_NEW else {})}


def _of_newer():
    """What scikit-learn has since 1.4."""
    by_dtype = HistGradientBoostingClassifier(max_iter=3, categorical_features="from_dtype")
    named = make_pipeline(
        ColumnTransformer([("x", StandardScaler(), ["age"]), ("y", "passthrough", ["visits"])]).set_output(
            transform="pandas"
        ),
        FOREST,
    )
    return {
        "boosted categories": _of(make_pipeline(_only(["age", "town"]), by_dtype), ALL_KINDS, "two classes"),
        "a table between the steps": _of(named, ALL_KINDS, "two classes"),
        "what is frozen": lambda: Fitted(_frozen(FOREST.fit(ARRAY.data, TARGETS["classes"])), ARRAY),
    }


def _only(names):
    return ColumnTransformer([("only", "passthrough", names)], verbose_feature_names_out=False).set_output(
        transform="pandas"
    )


def _frozen(model):
    from sklearn.frozen import FrozenEstimator

    return FrozenEstimator(model)


def _of(model, inputs, target):
    return lambda: Fitted(model.fit(inputs.data, TARGETS[target]), inputs)
