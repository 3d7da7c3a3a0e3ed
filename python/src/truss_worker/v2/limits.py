"""What a request may ask for at most, and why.

The server holds gRPC's requests to the same numbers before it hands them on (`src/core/protocols/limits.ts`).
"""

from typing import Final

MAX_DIMENSIONS: Final = 32
"""Of a tensor: what every version of numpy takes."""

MAX_ELEMENTS: Final = 1 << 32
"""Of a tensor: more than any body holds, and little enough that a count of bytes fits 64 bits everywhere."""

MAX_LISTS: Final = 1 << 22
"""That a tensor may become: shape [2147483648, 0] is empty, and yet two billion lists."""

MAX_TENSORS: Final = 4096
"""In a request, each way: clients send a wide table as one tensor a column."""

MAX_NAME_CHARACTERS: Final = 1024
"""Of a tensor, since names are repeated in messages and logs."""

MAX_ID_CHARACTERS: Final = 1024
"""Of a request, since it is repeated in the answer and in logs."""
