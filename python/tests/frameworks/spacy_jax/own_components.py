"""What people write for spaCy, in a file of its own: components, factories, a tokenizer, a language."""

import json

import spacy
import spacy.lang.en
from spacy.language import Language

from frameworks.spacy_jax.own_classes import Elsewhere, Spaces


@Language.component("shouting")
def shouting(document):
    document.cats["shouting"] = float(document.text.isupper())
    return document


@Language.component("own_shouting")
def own_shouting(document):
    document.cats["own"] = float(document.text.isupper())
    return document


@Language.factory("own_from_elsewhere")
def make_elsewhere(nlp, name):
    return Elsewhere()


@Language.factory("own_remembering")
class Remembering:
    def __init__(self, nlp, name):
        self.words = {}

    def __call__(self, document):
        document.cats.update({self.words[token.text]: 1.0 for token in document if token.text in self.words})
        return document

    def to_disk(self, path, exclude=()):
        path.mkdir(exist_ok=True)
        (path / "words.json").write_text(json.dumps(self.words))

    def from_disk(self, path, exclude=()):
        self.words = json.loads((path / "words.json").read_text())
        return self


def taught(nlp):
    nlp.get_pipe("own_remembering").words = {"Oslo": "north", "ROME": "south"}
    return nlp


@Language.factory("own_stateful")
class Stateful:
    """Which forgets what was set after it was made: spaCy writes nothing of it."""

    def __init__(self, nlp, name):
        self.factor = 1.0

    def __call__(self, document):
        document.cats["factor"] = self.factor
        return document


@Language.component("own_likeness")
def own_likeness(document):
    document.cats["vector"] = float(document.vector.sum()) if len(document) else 0.0
    return document


@spacy.registry.tokenizers("own_spaces.v1")
def make_spaces():
    return lambda nlp: Spaces(nlp.vocab)


class SimpleDefaults(spacy.language.BaseDefaults):
    tokenizer_exceptions = {"Anna": [{65: "An"}, {65: "na"}]}


@spacy.registry.languages("simple")
class Simple(Language):
    lang = "simple"
    Defaults = SimpleDefaults


class Unregistered(spacy.lang.en.English):
    """Of which a config says no more than `en`."""

    class Defaults(spacy.lang.en.EnglishDefaults):
        infixes = ["a"]
