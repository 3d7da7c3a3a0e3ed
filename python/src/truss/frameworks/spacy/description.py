"""What is known of a pipeline of spaCy."""

from __future__ import annotations

from dataclasses import dataclass

from truss.frameworks.framework import Description
from truss.frameworks.spacy.extensions import Extensions


@dataclass(frozen=True)
class SpacyDescription(Description):
    """What a pipeline of spaCy takes and gives.

    Attributes:
        title: its language and its name, such as `en_core_web_sm`.
        modules: those that have to be imported before it is loaded, which are none of spaCy's.
        settings: the lines that set what spaCy does not write.
        is_tokenizer_written: whether the tokenizer has files of its own.
        can_forget: whether the words of a text can be freed after it.
        packages: what its language needs.
        extensions: the custom attributes that answers tell.
    """

    title: str
    modules: tuple[str, ...]
    settings: tuple[str, ...]
    is_tokenizer_written: bool
    can_forget: bool
    packages: tuple[str, ...]
    extensions: Extensions
