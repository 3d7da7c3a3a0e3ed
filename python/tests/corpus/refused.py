"""The estimators that mk_truss does not take, and why: the words are those of its refusal."""

_ONLY_DESCRIBES = "only describe the data that it was fitted on"
_ANSWERS_NOTHING = "has neither predict nor transform"

REFUSED = {
    # They place or group the rows that they were fitted on, and know nothing of others.
    **dict.fromkeys(
        (
            "sklearn.AgglomerativeClustering",
            "sklearn.ClassicalMDS",
            "sklearn.DBSCAN",
            "sklearn.HDBSCAN",
            "sklearn.MDS",
            "sklearn.OPTICS",
            "sklearn.SpectralClustering",
            "sklearn.SpectralEmbedding",
            "sklearn.TSNE",
        ),
        _ONLY_DESCRIBES,
    ),
    # They make other training data of training data.
    **dict.fromkeys(
        (
            "imblearn.ADASYN",
            "imblearn.AllKNN",
            "imblearn.BorderlineSMOTE",
            "imblearn.ClusterCentroids",
            "imblearn.CondensedNearestNeighbour",
            "imblearn.EditedNearestNeighbours",
            "imblearn.FunctionSampler",
            "imblearn.InstanceHardnessThreshold",
            "imblearn.KMeansSMOTE",
            "imblearn.NearMiss",
            "imblearn.NeighbourhoodCleaningRule",
            "imblearn.OneSidedSelection",
            "imblearn.RandomOverSampler",
            "imblearn.RandomUnderSampler",
            "imblearn.RepeatedEditedNearestNeighbours",
            "imblearn.SMOTE",
            "imblearn.SMOTEENN",
            "imblearn.SMOTEN",
            "imblearn.SMOTENC",
            "imblearn.SMOTETomek",
            "imblearn.SVMSMOTE",
            "imblearn.TomekLinks",
            "imblearn.ValueDifferenceMetric",
        ),
        _ANSWERS_NOTHING,
    ),
    # What they have learned are attributes: a matrix, the labels of rows and columns.
    **dict.fromkeys(
        (
            "sklearn.EmpiricalCovariance",
            "sklearn.GraphicalLasso",
            "sklearn.GraphicalLassoCV",
            "sklearn.LedoitWolf",
            "sklearn.MinCovDet",
            "sklearn.OAS",
            "sklearn.ShrunkCovariance",
            "sklearn.SpectralBiclustering",
            "sklearn.SpectralCoclustering",
        ),
        _ANSWERS_NOTHING,
    ),
}
"""The name of an estimator → a part of what is said."""

UNFITTED = {
    "sklearn.FrozenEstimator": "it is handed what is fitted: see the combinations",
}
"""The name of an estimator that nothing here can be fitted on → why."""
