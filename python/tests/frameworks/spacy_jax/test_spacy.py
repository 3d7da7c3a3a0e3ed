"""spaCy keeps the promises of a framework."""

import pytest
import spacy
from spacy.language import Language

from client.framework_conformance import FrameworkConformance, Sample
from frameworks.spacy_jax import own_components
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS, framework_of

TEXTS = ["Oslo is a city.", "THIS IS ROME. And that is all."]


def rules():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "CITY", "pattern": "Oslo"}])
    nlp.add_pipe("shouting")
    return nlp


def trained():
    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("en")
    categories = nlp.add_pipe("textcat")
    for label in ("good", "bad"):
        categories.add_label(label)
    nlp.initialize()
    return nlp


def sample(make):
    def made():
        model = make()
        return Sample(model, TEXTS, TEXTS, lambda: {"predictions": [model(text).to_json() for text in TEXTS]})

    return made


def of_a_notebook():
    @Language.component("cell")
    def cell(document):
        return document

    nlp = spacy.blank("en")
    nlp.add_pipe("cell")
    return nlp


class TestSpacy(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "spacy")
    samples = {"rules, and a component of one's own": sample(rules), "trained": sample(trained)}
    refused = {}


def test_a_component_of_a_notebook_is_refused_with_the_way_out():
    model = of_a_notebook()
    with pytest.raises(TrussError, match="The component cell of this English stands in a notebook") as caught:
        framework_of(model).check(model)
    assert "file of its own" in caught.value.hint


def test_components_of_the_user_s_are_imported_before_the_pipeline_is_loaded(pack):
    directory, _ = pack(rules())
    assert f"import {own_components.__name__}" in (directory / "model" / "model.py").read_text("utf-8")
    assert (directory / "packages" / "frameworks" / "spacy_jax" / "own_components.py").exists()
