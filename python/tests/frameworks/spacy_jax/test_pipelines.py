"""Each component of spaCy, ways of putting pipelines together and blank languages become trusses that answer alike.

With TEST_FULL all blank languages, else every fifth of them.
"""

import contextlib
import functools
import json
import traceback

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens.underscore import Underscore

from client.conftest import outcomes_afresh
from corpus.answers import assert_same
from frameworks.served import by_name, post
from frameworks.spacy_jax import own_classes, own_components, pipelines
from frameworks.spacy_jax.told import told_in, told_of
from truss import mk_truss
from truss._packing.pack import pack
from truss.errors import TrussError
from truss.frameworks.known import framework_of
from truss_worker.values.json_encode import to_plain

TEXTS = pipelines.TEXTS
CASES = {
    **pipelines.PIPELINES,
    **{f"blank, {name}": functools.partial(pipelines.language, name) for name in pipelines.LANGUAGES},
}
EXTENSIONS = ("length", "letters", "mood")
WITH_EXTENSIONS = {"extensions", "a factory with a config", "everything"}


@contextlib.contextmanager
def extensions(are_there):
    """Of the whole process, as spaCy has them; without them those that are made meanwhile are gone afterwards."""
    state = Underscore.get_state()
    Underscore.load_state(pipelines.OWN_EXTENSIONS if are_there else ({}, {}, {}))
    yield
    Underscore.load_state(state)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Of each pipeline what it tells of the texts, and what its truss does in a fresh process; or what went wrong."""
    folder = tmp_path_factory.mktemp("pipelines")
    expected, factories, requests, failed = {}, {}, {}, {}
    for number, (name, make) in enumerate(CASES.items()):
        directory = folder / str(number)
        directory.mkdir()
        try:
            model = make()
            names = EXTENSIONS if name in WITH_EXTENSIONS else ()
            with extensions(bool(names)):
                expected[name] = [told_of(model(text), names) for text in TEXTS]
                pack(framework_of(model), model, directory, None)
            factories[name] = set(model.pipe_factories.values())
            requests[name] = (directory, {"inputs": TEXTS})
        except Exception:  # noqa: BLE001 - each tells of its own
            failed[name] = traceback.format_exc()
    answers = dict(zip(requests, outcomes_afresh(list(requests.values()), cwd=folder)))
    return {**{name: (expected[name], answer, factories[name]) for name, answer in answers.items()}, **failed}


@pytest.mark.parametrize("name", CASES)
def test_its_truss_tells_what_the_pipeline_does(outcomes, name):
    outcome = outcomes[name]
    assert not isinstance(outcome, str), outcome
    expected, answer, _ = outcome
    assert "traceback" not in answer, answer["traceback"]
    names = EXTENSIONS if name in WITH_EXTENSIONS else ()
    assert_same([told_in(each, names) for each in answer["predictions"]], expected, name)


# An experiment of its makers', for training alone.
OUT_OF_PLACE = {"nn_labeller"}


def test_each_component_of_spacy_is_tried(outcomes):
    tried = {factory for expected in outcomes.values() for factory in expected[2]}
    there = {name.rpartition(".")[2] for name, meta in Language._factory_meta.items() if "own" not in name}
    assert there - {"shouting", "cell"} == (tried - {each for each in tried if "own" in each}) | OUT_OF_PLACE


def test_extensions_of_tokens_and_spans_are_told_as_spacy_tells_them(outcomes):
    documents = outcomes["extensions"][1]["predictions"]
    anna = TEXTS[0].index("Anna")
    assert documents[0]["underscore_token"] == {
        "is_name": [{"start": anna, "value": True}],
        "weight": [{"start": 0, "value": 0.25}],
    }
    assert documents[1]["underscore_span"] == {"weight": [{"start": 0, "end": 7, "value": 0.5}]}
    with extensions(are_there=True):
        again = Doc(spacy.blank("en").vocab).from_json(documents[0])
        assert (again._.mood, [token._.is_name for token in again].count(True)) == ("calm", 1)


def test_extensions_of_a_notebook_are_made_again_where_they_are_values_and_refused_where_they_are_code(pack):
    with extensions(are_there=False):
        Doc.set_extension("note", default=["of a notebook"])
        Doc.set_extension("model_of_mine", default=object())
        model = pipelines.own("sentencizer")()
        directory, _ = pack(model)
        code = (directory / "model" / "model.py").read_text("utf-8")
        assert 'spacy.tokens.Doc.set_extension("note", default=[' in code.replace("'", '"')
        assert 'DOCUMENT_EXTENSIONS = ["note"]' in code
        Doc.set_extension("cell", getter=of_a_notebook(lambda document: 1))
        with pytest.raises(
            TrussError, match=r"The custom attribute Doc._.cell is computed by code that stands in"
        ) as caught:
            pack(model)
        assert "Doc.remove_extension('cell')" in caught.value.hint


def of_a_notebook(code):
    code.__module__ = "__main__"
    return code


def with_a_tokenizer_of_its_own():
    model = spacy.blank("en")
    model.tokenizer = own_classes.Spaces(model.vocab)
    return model


REFUSED = {
    "a tokenizer that no config tells of": (
        with_a_tokenizer_of_its_own,
        "spaCy would load Tokenizer in the place of this tokenizer, Spaces",
        "@spacy.registry.tokenizers",
    ),
    "a class of a language that no config tells of": (
        own_components.Unregistered,
        "spaCy would load another class than Unregistered for the language 'en'",
        "a `lang` of its own",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_spacy_would_load_something_else_for_is_refused(name):
    make, message, hint = REFUSED[name]
    model = make()
    with pytest.raises(TrussError, match=message) as caught:
        framework_of(model).check(model)
    assert hint in caught.value.hint


def test_what_was_set_of_a_component_and_spacy_does_not_write_is_told(pack):
    model = pipelines.own("own_stateful")()
    assert pack(model)[1].doubts == []
    model.get_pipe("own_stateful").factor = 3.0
    _, packed = pack(model)
    assert packed.doubts[0].startswith("the component own_stateful has factor = 3.0, and 1.0 when it is made")
    assert "to_disk" in packed.doubts[0]


# Those that look for words, and those that learn of them: an answer has to outlive the words of its text.
FORGETTING = ("tagger", "lemmatizer, rule", "trainable_lemmatizer", "entity_linker", "span_ruler", "attribute_ruler")


@pytest.mark.parametrize("name", FORGETTING)
def test_words_are_forgotten_after_a_request_and_answers_stay_the_same(load_generated, name):
    model = pipelines.PIPELINES[name]()
    expected = [told_of(model(text)) for text in TEXTS]
    loaded = load_generated(pipelines.PIPELINES[name]())
    strings = set(loaded.model.vocab.strings)
    for number in range(3):
        answer = loaded.predict({"inputs": [*TEXTS, f"Oslo{number} has unheard{number} words."]})
        assert_same(to_plain([told_in(each) for each in answer["predictions"][:-1]]), expected, name)
    assert not [word for word in set(loaded.model.vocab.strings) - strings if "unheard" in word]


def test_words_are_kept_where_code_of_somebody_s_own_may_keep_documents(load_generated):
    loaded = load_generated(pipelines.own("own_shouting")())
    loaded.predict({"inputs": ["An unheard1 word"]})
    assert "unheard1" in loaded.model.vocab.strings


def test_the_longest_text_that_is_taken_stays_the_same(load_generated):
    model = pipelines.own("sentencizer")()
    model.max_length = 12
    loaded = load_generated(model)
    assert loaded.model.max_length == 12
    with pytest.raises(Exception, match="maximum of 12"):
        loaded.predict({"inputs": ["This is longer."]})


def test_a_pipeline_of_everything_answers_everywhere_as_the_live_object(tmp_path):
    """Loaded from where somebody has saved it, as most pipelines are."""
    pipelines.everything().to_disk(tmp_path / "saved")
    with extensions(are_there=True):
        model = spacy.load(tmp_path / "saved")
        expected = [told_of(model(text), EXTENSIONS) for text in TEXTS]
        handle = mk_truss(model, tmp_path / "made", examples=TEXTS)
        assert handle.verify(), str(handle.verify())
        assert_told(handle.predict({"inputs": TEXTS}), expected)
    with handle.serve() as server:
        assert_told(post(f"{server.url}/v1/models/{server.entry}:predict", {"inputs": TEXTS}), expected)
        tensor = {"name": "inputs", "datatype": "BYTES", "shape": [len(TEXTS)], "data": TEXTS}
        answer = by_name(post(f"{server.url}/v2/models/{server.entry}/infer", {"inputs": [tensor]})["outputs"])
        assert_told({"predictions": [json.loads(each) for each in answer["predictions"]]}, expected)


def assert_told(answer, expected):
    assert_same([told_in(each, EXTENSIONS) for each in answer["predictions"]], expected, "everywhere")
