"""Fills in `hex` where a vector has only `frames`, so that a new vector can be written by hand.

    python test/wire-vectors/fill-hex.py

It knows the layout of section 2 of specs/wire-protocol.md and nothing of the two codecs, so that a vector cannot
inherit a mistake of theirs. A `hex` that is there already is compared, never replaced: bytes on the wire do not change.
"""

import json
import re
import struct
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def encode(frame: dict[str, Any]) -> bytes:
    """The bytes of one frame."""
    header = b""
    if frame["header"]:
        text = json.dumps(frame["header"], ensure_ascii=False, separators=(",", ":"))
        # As JSON.stringify does: half of a surrogate pair has no UTF-8, so it alone is escaped.
        header = LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()
    payload = bytes.fromhex(frame["payloadHex"])
    return (
        struct.pack("<I", 20 + len(header) + len(payload))
        + struct.pack("<BBBB", frame["kind"], frame["flags"], frame["form"], frame["accept"])
        + struct.pack("<QII", int(frame["id"]), frame["aux"], len(header))
        + header
        + payload
    )


def main() -> int:
    """Fills every file of this folder; status 1 if the bytes of some vector are not those of its frames."""
    wrong = []
    for path in sorted(HERE.glob("*.json")):
        vectors = json.loads(path.read_text("utf-8"))
        for vector in vectors:
            if "error" in vector:
                continue
            expected = b"".join(map(encode, vector["frames"])).hex()
            if vector.setdefault("hex", expected) != expected:
                wrong.append(f"{path.name}: {vector['name']}")
        path.write_text(json.dumps(vectors, indent=2) + "\n", "utf-8")
    for name in wrong:
        print(f"{name}: hex is not that of the frames", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
