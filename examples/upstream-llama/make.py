"""Writes data/model.gguf: the smallest language model there is. After each letter it says the next one of the alphabet.

uv run --with gguf==0.19.0 examples/upstream-llama/make.py
"""

from pathlib import Path

import gguf
import numpy as np

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPACE = "\u2581"
WIDTH = 32
"""One dimension for each letter and the space, the rest for everything else."""
HEADS = 2
INNER = 32


def vocabulary() -> tuple[list[bytes], list[gguf.TokenType]]:
    """The tokens and their types: special ones, bytes for whatever is no letter, the space, the letters."""
    special = [b"<unk>", b"<s>", b"</s>"]
    types = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    single = [f"<0x{value:02X}>".encode() for value in range(256)]
    letters = [letter.encode() for letter in SPACE + LETTERS]
    types += [gguf.TokenType.BYTE] * len(single) + [gguf.TokenType.NORMAL] * len(letters)
    return special + single + letters, types


def embeddings(size: int) -> np.ndarray:
    """A direction of its own for the space and each letter, and one for all other tokens."""
    spoken = len(LETTERS) + 1
    table = np.zeros((size, WIDTH), np.float32)
    table[: size - spoken, spoken] = 1
    table[size - spoken :, :spoken] = np.eye(spoken)
    return table


def outputs(size: int) -> np.ndarray:
    """Which token follows: the next letter, after `z` the space, and `a` after the space and everything else."""
    spoken = len(LETTERS) + 1
    first = size - spoken
    table = np.zeros((size, WIDTH), np.float32)
    for index in range(spoken):
        table[first + (index + 1) % spoken, index] = 10
    table[first + 1, spoken] = 10
    return table


def write_model(path: Path) -> None:
    tokens, types = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_tensor("token_embd.weight", embeddings(len(tokens)))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("output.weight", outputs(len(tokens)))
    # A layer that adds nothing: only the token itself decides what follows.
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", np.ones(WIDTH, np.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros((WIDTH, WIDTH), np.float32))
    for name in ("ffn_gate", "ffn_up", "ffn_down"):
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros((INNER, WIDTH), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write_model(Path(__file__).parent / "data" / "model.gguf")
