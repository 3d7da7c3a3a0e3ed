"""Any text to UTF-8, also what has halves of surrogate pairs in it."""

from __future__ import annotations


def encode_text(text: str) -> bytes:
    """The text in UTF-8: pairs of surrogates as the character that they mean, halves alone as U+FFFD.

    Tokenizers give such halves where a character came in several tokens.
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
