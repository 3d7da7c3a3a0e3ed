"""The numbers of the wire protocol: kinds, forms, flags, limits. See specs/wire-protocol.md, sections 3 to 5."""

from typing import Final

VERSION: Final = 1

REQUEST: Final = 0x01
BATCH: Final = 0x02
CANCEL: Final = 0x03
CREDIT: Final = 0x04
RESULT: Final = 0x10
CHUNK: Final = 0x11
END: Final = 0x12
ERROR: Final = 0x13
ASIDE: Final = 0x14
HELLO: Final = 0x20
READY: Final = 0x21
FAILED: Final = 0x22
STATE: Final = 0x23
LOG: Final = 0x24
HEALTH: Final = 0x25
RELOAD: Final = 0x26
METRICS: Final = 0x27

KINDS: Final = frozenset(
    (
        *(REQUEST, BATCH, CANCEL, CREDIT, RESULT, CHUNK, END, ERROR, ASIDE),
        *(HELLO, READY, FAILED, STATE, LOG, HEALTH, RELOAD, METRICS),
    )
)

FLAG_MORE: Final = 0x01
"""Of a REQUEST: CHUNK and END frames of the front continue it."""

FORM_NONE: Final = 0
FORM_JSON: Final = 1
FORM_MSGPACK: Final = 2
FORM_V2_JSON: Final = 3
FORM_V2_BINARY: Final = 4
FORM_PARTS: Final = 5
FORM_RAW: Final = 6
FORM_TEXT: Final = 7

V2_FORMS: Final = (FORM_V2_JSON, FORM_V2_BINARY)
"""Those of the Open Inference Protocol, whose clients read nothing but tensors."""

DEFAULT_MAX_FRAME_BYTES: Final = 128 * 1024 * 1024
MAX_HELLO_BYTES: Final = 16 * 1024 * 1024
DEFAULT_STREAM_WINDOW_BYTES: Final = 1024 * 1024
DEFAULT_MAX_JSON_DEPTH: Final = 100
