"""Makes a tiny network of any architecture that transformers has, from its config alone: nothing is fetched."""

import re

import torch
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_MAPPING

_SIZES = (
    (r"codebook_size", 64),
    (r"(^|_)vocab_size(_|$)|num_embeddings|entity_vocab", 96),
    (r"position|n_ctx|context_length|max_seq|block_size|max_length", 64),
    (r"experts_per_tok|top_k|num_selected_experts|topk|n_group", 1),
    (r"experts$|n_routed|n_shared", 2),
    (r"_layers?$|depth$|_blocks$|num_hidden_groups|num_stages$", 2),
    (r"heads?$|heads_|key_value|n_head", 2),
    (r"head_dim|d_kv|kv_channels|qk_.*dim|v_head", 8),
    (r"ffn|intermediate|d_ff|mlp_dim|inner|feed_?forward", 32),
    (r"rank$", 8),
    (r"hidden_size|d_model|n_embd|embed|_dim$|^dim$|_width$|_channels$|filters", 16),
    (r"image_size|img_size|resolution", 32),
    (r"patch_size", 8),
)
"""Numbers of a config by their names, and what they become where they are larger; the first that fits counts."""

_LISTS = (
    (r"depths|layers$|blocks", 1),
    (r"heads", 2),
    (r"hidden_sizes|channels|dims|embed|widths", 16),
    (r"image_size|img_size", 32),
)
"""The same for lists of numbers."""

_KEPT = re.compile(
    r"num_channels|in_chan|num_mel|stride|kernel|num_labels|theta|input_channels|feature_size|input_dim$"
)
_LARGEST_TOKEN = 90


def tiny_config(kind):
    """Gives a config of a class whose sizes are as small as its architecture may bear."""
    usual = kind()
    changed = {}
    for name in getattr(kind, "__dataclass_fields__", {}):
        value = getattr(usual, name, None)
        if _KEPT.search(name):
            continue
        if type(value) is int:
            changed[name] = _small_number(name, value)
        elif isinstance(value, (list, tuple)) and value and all(type(each) is int for each in value):
            small = next((small for pattern, small in _LISTS if re.search(pattern, name)), None)
            changed[name] = value if small is None else type(value)([min(each, small) for each in value])
    for name in getattr(kind, "sub_configs", None) or {}:
        inner = getattr(usual, name, None)
        if inner is not None:
            changed[name] = tiny_config(type(inner))
    return kind(**changed)


def _small_number(name, value):
    if re.search(r"_token(_id|_index)?$", name):
        return value if value < _LARGEST_TOKEN else 20 + sum(map(ord, name)) % 60
    small = next((small for pattern, small in _SIZES if re.search(pattern, name)), None)
    return value if small is None or value <= 0 else min(value, small)


def tiny_network(name):
    """Makes the network of an architecture by its name, such as `bert`, with weights that nobody trained."""
    config = tiny_config(CONFIG_MAPPING[name])
    kind = MODEL_MAPPING[type(config)]
    torch.manual_seed(0)
    return (kind[0] if isinstance(kind, (tuple, list)) else kind)(config).eval()


def rows_of(network):
    """Rows of the inputs without which a network does not answer; None where none of those that are usual do."""
    main = _main_input(network)
    tokens = torch.tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
    ways = [main] if main is not None else []
    if main is not None and network.main_input_name == "input_ids":
        ways += [{**main, "pixel_values": _pictures(network)}, {**main, "decoder_input_ids": tokens}]
    elif main is not None:
        ways.append({**main, "decoder_input_ids": tokens})
    return next((rows for rows in ways if _answers(network, rows)), None)


def _main_input(network):
    made = {
        "input_ids": lambda: torch.tensor([[1, 2, 3, 4], [5, 6, 7, 8]]),
        "pixel_values": lambda: _pictures(network),
        "input_values": lambda: torch.randn(2, 1200, generator=torch.Generator().manual_seed(0)),
        "input_features": lambda: torch.randn(
            2, getattr(network.config, "num_mel_bins", 80), 128, generator=torch.Generator().manual_seed(0)
        ),
    }
    make = made.get(network.main_input_name)
    return None if make is None else {network.main_input_name: make()}


def _pictures(network):
    config = getattr(network.config, "vision_config", None) or network.config
    size = getattr(config, "image_size", 32)
    side = size if isinstance(size, int) else 32
    channels = getattr(config, "num_channels", 3)
    return torch.randn(2, channels, side, side, generator=torch.Generator().manual_seed(0))


def _answers(network, rows):
    try:
        with torch.inference_mode():
            network(**rows)
    except Exception:  # noqa: BLE001 - networks raise anything
        return False
    return True
