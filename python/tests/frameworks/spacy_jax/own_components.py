"""A component of spaCy's as people write it, in a file of its own."""

from spacy.language import Language


@Language.component("shouting")
def shouting(document):
    document.cats["shouting"] = float(document.text.isupper())
    return document
