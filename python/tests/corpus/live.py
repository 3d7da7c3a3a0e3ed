"""What the live object answers, in the words of a truss."""

from truss_worker.values.json_encode import to_plain


def live_answers(model, rows):
    """The answers by the names that they have in a truss's answer; none where the object cannot answer."""
    if hasattr(model, "predict"):
        return {"predictions": model.predict(rows), **_probabilities(model, rows)}
    if hasattr(model, "transform"):
        found = model.transform(rows)
        return {"predictions": found.toarray() if hasattr(found, "toarray") else found}
    if hasattr(model, "kneighbors"):
        distances, neighbors = model.kneighbors(rows)
        return {"predictions": neighbors, "distances": distances}
    return {"predictions": model.score_samples(rows)} if hasattr(model, "score_samples") else {}


def as_v1(answers):
    """As JSON tells them: a table has records."""
    return to_plain(answers)


def as_v2(answers):
    """As tensors: a table has one for each of its columns."""
    found = {}
    for name, value in answers.items():
        found.update(value.items() if hasattr(value, "columns") else {name: value})
    return {str(name): to_plain(value) for name, value in found.items()}


def _probabilities(model, rows):
    if not hasattr(model, "predict_proba"):
        return {}
    found = model.predict_proba(rows)
    # Of several outputs most of scikit-learn gives a list with an array for each; a row of an answer has them all.
    return {"probabilities": list(zip(*found)) if isinstance(found, list) else found}
