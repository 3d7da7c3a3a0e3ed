"""The encoding of a text: what its content type names, what an XML document says of itself, else UTF-8."""

from __future__ import annotations

import re
from typing import Final

from truss_worker.errors import WorkerError

UTF8: Final = "utf-8"

_PARAMETER: Final = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)"?', re.IGNORECASE)
# XML 1.0, 4.3.3. It is the first thing in a document, and ASCII in every encoding that has no byte order mark.
_DECLARATION: Final = re.compile(rb"""<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BYTE_ORDER_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# Those that clients use. Python looks for a module of any name that it is given, and remembers each in vain.
_KNOWN: Final = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-8859-([1-9]|1[013456])|latin-?1|windows-125[0-8]|shift_jis"
    r"|euc-(jp|kr)|gb2312|gbk|gb18030|big5|koi8-[ru]"
)


def find_charset(content_type: str, data: bytes) -> str:
    """The name of the text's encoding as Python knows it.

    Args:
        content_type: as it came, with its parameters.
        data: the text.

    Raises:
        WorkerError: REQUEST_ENCODING_UNSUPPORTED, for an encoding that is not known.
    """
    named = _PARAMETER.search(content_type)
    if named is None:
        return _charset_of_xml(data) if "xml" in content_type.partition(";")[0].lower() else UTF8
    return _known(named[1])


def with_utf8(content_type: str) -> str:
    """The content type of the same text in UTF-8, in which it leaves."""
    return f"{_PARAMETER.sub('', content_type)}; charset={UTF8}"


def _charset_of_xml(data: bytes) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    declared = _DECLARATION.match(data)
    name = _known(declared[1].decode()) if declared else UTF8
    # Strings of .NET say so of themselves, whatever they are sent in; it could not have been read here.
    return UTF8 if name.startswith("utf-16") else name


def _known(name: str) -> str:
    lower = name.lower()
    if not _KNOWN.fullmatch(lower):
        message = f"The text is in the encoding {name!r:.60}, which is not known"
        raise WorkerError("REQUEST_ENCODING_UNSUPPORTED", message, "Send UTF-8.")
    return UTF8 if lower in ("utf8", UTF8) else lower
