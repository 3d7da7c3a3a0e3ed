"""Components of one's own that tell what they find by custom attributes, which are made when this is imported."""

from spacy.language import Language
from spacy.tokens import Doc, Span, Token


@Language.factory("own_counting", default_config={"at_least": 3})
class Counting:
    def __init__(self, nlp, name, at_least):
        self.at_least = at_least

    def __call__(self, document):
        document.cats["long"] = float(len(document) >= self.at_least)
        document._.length = len(document)
        return document


Doc.set_extension("length", default=None, force=True)


Doc.set_extension("mood", default="calm", force=True)
Doc.set_extension("letters", getter=lambda document: sum(map(len, document)), force=True)
Token.set_extension("is_name", default=False, force=True)
Span.set_extension("weight", default=0.0, force=True)
Token.set_extension("weight", default=0.0, force=True)


@Language.component("own_extensions")
def own_extensions(document):
    document._.mood = "loud" if "!" in document.text else "calm"
    for token in document:
        if token.text == "Anna":
            token._.is_name = True
    if len(document) > 1:
        document[0:2]._.weight = 0.5
        document[0]._.weight = 0.25
    return document
