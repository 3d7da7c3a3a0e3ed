"""Pipelines of spaCy, small ones: one for each component that it brings, alone and all in one, and blank languages."""

import os
import pkgutil

import numpy as np
import spacy
import spacy.lang
from spacy.kb import InMemoryLookupKB
from spacy.lookups import Lookups
from spacy.tokens import Doc, Span
from spacy.tokens.underscore import Underscore
from spacy.training import Example

from frameworks.spacy_jax import own_components, own_extensions  # noqa: F401 - which registers what pipelines name

OWN_EXTENSIONS = Underscore.get_state()
# They are the whole process's, and most pipelines are to be seen without.
Underscore.load_state(({}, {}, {}))

TEXTS = [
    "Oslo is a city. Anna likes it there.",
    "THIS IS ROME, and that is all!",
    "Two cats saw Anna in Paris; they ran away",
    "",
]
WORDS = ["Anna", "saw", "cats", "in", "Oslo", "."]


def gold(nlp):
    """A few sentences with everything that there is to learn."""
    rows = [WORDS, ["Two", "dogs", "like", "Rome", "."], ["Anna", "likes", "cats", "."], ["They", "ran", "away", "."]]
    for number, words in enumerate(rows):
        count = len(words)
        document = Doc(
            nlp.vocab,
            words=words,
            tags=[f"T{place % 3}" for place in range(count)],
            pos=["NOUN", "VERB", "ADJ", "NOUN", "ADP", "PUNCT"][:count],
            morphs=[("Number=Sing", "Tense=Past", "", "Number=Plur")[place % 4] for place in range(count)],
            lemmas=[word.lower().rstrip("s") for word in words],
            heads=[min(place + 1, count - 1) for place in range(count)],
            deps=["nsubj"] * (count - 1) + ["ROOT"],
            sent_starts=[place == 0 for place in range(count)],
        )
        document.cats = {"good": float(number % 2), "bad": float(1 - number % 2)}
        document.ents = [Span(document, 0, 1, "PERSON", kb_id=f"Q{number % 2}")]
        document.spans["sc"] = [Span(document, 0, 2, "A"), Span(document, 1, 3, "B")]
        yield Example(nlp.make_doc(document.text), document)


def trained(*names, configs=None, steps=3):
    """A pipeline with some components, trained for a moment."""
    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("en")
    for name in names:
        # Otherwise a parser takes labels for one that it has seen less than thirty times.
        often = {"min_action_freq": 1} if name.endswith("parser") else {}
        nlp.add_pipe(name, config=(configs or {}).get(name, often))
    examples = list(gold(nlp))
    nlp.initialize(lambda: examples)
    for _ in range(steps):
        nlp.update(examples)
    return nlp


def tables():
    lookups = Lookups()
    lookups.add_table("lemma_lookup", {"cats": "cat", "likes": "like", "ran": "run"})
    lookups.add_table("lemma_rules", {"noun": [["s", ""]], "verb": [["s", ""]]})
    lookups.add_table("lemma_index", {"noun": ["cat", "dog"], "verb": ["like"]})
    lookups.add_table("lemma_exc", {"verb": {"saw": ["see"], "ran": ["run"]}})
    return lookups


def lemmatizer(mode):
    def made():
        nlp = spacy.blank("en")
        nlp.add_pipe("attribute_ruler").add([[{"IS_ALPHA": True}]], {"POS": "VERB"})
        nlp.add_pipe("lemmatizer", config={"mode": mode}).initialize(lookups=tables())
        return nlp

    return made


def knowledge(vocab):
    base = InMemoryLookupKB(vocab, entity_vector_length=4)
    for name, frequency in (("Q0", 3), ("Q1", 5)):
        base.add_entity(entity=name, freq=frequency, entity_vector=[float(frequency), 1.0, 2.0, 3.0])
    for alias in ("Oslo", "Anna", "Paris"):
        base.add_alias(alias=alias, entities=["Q0", "Q1"], probabilities=[0.7, 0.2])
    return base


def linked():
    nlp = trained("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": "NAME", "pattern": name, "id": name.lower()} for name in ("Oslo", "Anna", "Rome")]
    )
    linker = nlp.add_pipe("entity_linker", config={"entity_vector_length": 4})
    examples = list(gold(nlp))
    linker.initialize(lambda: examples, nlp=nlp, kb_loader=knowledge)
    return nlp


def ruled(name, **config):
    def made():
        nlp = spacy.blank("en")
        nlp.add_pipe(name, config=config).add_patterns(
            [
                {"label": "CITY", "pattern": "Oslo", "id": "oslo"},
                {"label": "CITY", "pattern": [{"LOWER": "rome"}]},
                {"label": "ANY", "pattern": [{"TEXT": {"REGEX": "^cat"}}]},
                {"label": "NEAR", "pattern": [{"LOWER": {"FUZZY": "pariss"}}]},
            ]
        )
        return nlp

    return made


def spans_found():
    """Of which there are some, however little was learned."""
    return trained("span_finder", "spancat", configs={"spancat": {"threshold": 0.0}, "span_finder": {"threshold": 0.1}})


def attributes():
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "anna"}]], {"TAG": "NNP", "POS": "PROPN", "MORPH": "Number=Sing", "LEMMA": "ANNA"})
    ruler.add([[{"LOWER": "two"}, {}]], {"POS": "NOUN"}, index=1)
    return nlp


def merged():
    return trained("tagger", "parser", "ner", "merge_entities", "merge_noun_chunks", "merge_subtokens")


def split():
    nlp = spacy.blank("en")
    nlp.add_pipe("token_splitter", config={"min_length": 3, "split_length": 2})
    return nlp


def cleaned():
    nlp = trained("tok2vec", "tagger")
    nlp.add_pipe("doc_cleaner")
    return nlp


def shared_tok2vec():
    nlp = spacy.blank("en")
    listens = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listens}})
    examples = list(gold(nlp))
    nlp.initialize(lambda: examples)
    nlp.update(examples)
    return nlp


def with_vectors():
    nlp = spacy.blank("en")
    nlp.add_pipe("own_likeness")
    nlp.vocab.vectors = spacy.vectors.Vectors(shape=(3, 4))
    for place, word in enumerate(("Oslo", "Anna", "cats")):
        nlp.vocab.set_vector(word, np.arange(4) + place)
    return nlp


def disabled():
    nlp = trained("tagger", "ner", "own_shouting")
    nlp.disable_pipe("tagger")
    nlp.disable_pipe("own_shouting")
    return nlp


def special_tokens():
    nlp = spacy.blank("en")
    nlp.tokenizer.add_special_case("likes", [{"ORTH": "li"}, {"ORTH": "kes"}])
    nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex([*nlp.Defaults.infixes, "a"]).finditer
    nlp.tokenizer.token_match = None
    return nlp


def own_tokenizer():
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "own_spaces.v1"}}})


def own(name, **config):
    def made():
        nlp = spacy.blank("en")
        nlp.add_pipe(name, config=config)
        return nlp

    return made


def own_language():
    nlp = own_components.Simple()
    nlp.add_pipe("sentencizer")
    return nlp


def renamed():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", name="first", config={"punct_chars": [";"]})
    nlp.add_pipe("entity_ruler", name="before", first=True).add_patterns([{"label": "X", "pattern": "cats"}])
    nlp.add_pipe("entity_ruler", name="after", config={"overwrite_ents": True}).add_patterns(
        [{"label": "Y", "pattern": "cats"}]
    )
    return nlp


def sourced():
    nlp = spacy.blank("en")
    nlp.add_pipe("tagger", source=trained("tagger"))
    return nlp


def everything():
    """As the pipelines are that spaCy's makers publish, with a good deal more."""
    nlp = trained("tok2vec", "tagger", "morphologizer", "parser", "ner", "textcat_multilabel", "spancat", "senter")
    nlp.add_pipe("attribute_ruler").add([[{"LOWER": "anna"}]], {"TAG": "NNP"})
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"}).initialize(lookups=tables())
    nlp.add_pipe("span_ruler").add_patterns([{"label": "CITY", "pattern": "Oslo", "id": "oslo"}])
    nlp.add_pipe("own_counting", config={"at_least": 2})
    nlp.add_pipe("own_shouting")
    return nlp


PIPELINES = {
    **{
        name: (lambda name=name: trained(name))
        for name in ("tagger", "morphologizer", "parser", "ner", "senter", "textcat", "textcat_multilabel")
    },
    "beam_parser": lambda: trained("beam_parser"),
    "beam_ner": lambda: trained("beam_ner"),
    "spancat": lambda: trained("spancat", configs={"spancat": {"threshold": 0.0}}),
    "spancat_singlelabel": lambda: trained("spancat_singlelabel"),
    "span_finder": spans_found,
    "trainable_lemmatizer": lambda: trained(
        "trainable_lemmatizer", configs={"trainable_lemmatizer": {"min_tree_freq": 1}}, steps=20
    ),
    "tok2vec": shared_tok2vec,
    "lemmatizer, rule": lemmatizer("rule"),
    "lemmatizer, lookup": lemmatizer("lookup"),
    "sentencizer": own("sentencizer"),
    "entity_ruler": ruled("entity_ruler"),
    "future_entity_ruler": ruled("future_entity_ruler"),
    "span_ruler": ruled("span_ruler", spans_key="found", annotate_ents=True),
    "attribute_ruler": attributes,
    "entity_linker": linked,
    "merge_entities and its like": merged,
    "token_splitter": split,
    "doc_cleaner": cleaned,
    "nothing but vectors, and a component that reads them": with_vectors,
    "disabled components": disabled,
    "special cases of the tokenizer": special_tokens,
    "a tokenizer of one's own": own_tokenizer,
    "a component of one's own": own("own_shouting"),
    "a factory with a config": own("own_counting", at_least=1),
    "a factory in one module of a class in another": own("own_from_elsewhere"),
    "a component with files of its own": lambda: own_components.taught(own("own_remembering")()),
    "extensions": own("own_extensions"),
    "a language of one's own": own_language,
    "names of components": renamed,
    "a component taken from another pipeline": sourced,
    "everything": everything,
}

NEEDS_PACKAGES = {"ja", "ko", "th", "vi", "zh"}
LANGUAGES = sorted({each.name for each in pkgutil.iter_modules(spacy.lang.__path__) if each.ispkg} - NEEDS_PACKAGES)
if os.environ.get("TEST_FULL") != "1":
    LANGUAGES = LANGUAGES[::5]


def language(name):
    nlp = spacy.blank(name)
    nlp.add_pipe("sentencizer")
    return nlp
