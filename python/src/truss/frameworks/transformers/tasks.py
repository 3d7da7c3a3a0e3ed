"""The tasks of pipelines: what a row of each is, and what else of a call a request may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "chat", "pair", "texts", "image", "images", "audio", "samples", "table"]
"""What a value of a row is: a text; one or a conversation; one or two texts; a list of texts; a picture; a list of
pictures; a sound; one in the rate that the model was made for; a table, as a list for each column."""

_GENERATION = (
    "max_new_tokens", "min_new_tokens", "max_length", "do_sample", "temperature", "top_k", "top_p", "num_beams",
    "repetition_penalty", "no_repeat_ngram_size", "num_return_sequences", "return_full_text", "stop_strings",
)  # fmt: skip


@dataclass(frozen=True)
class Task:
    """A task of pipelines.

    Attributes:
        fields: the values of a row by the names that the pipeline has for them.
        parameters: what a request may set for all of its rows. Whatever else a pipeline takes can have it read files or
            run code, so that it is a matter of the truss's own code.
        is_one_call: whether the pipeline takes a list of rows, each of them its only value.
        unwraps_one: whether it gives for a list of one row what it gives for that row.
    """

    fields: Mapping[str, Kind]
    parameters: tuple[str, ...] = ()
    is_one_call: bool = False
    unwraps_one: bool = False


def _single(kind: Kind, *parameters: str, unwraps_one: bool = False) -> Task:
    return Task({"inputs": kind}, parameters, is_one_call=True, unwraps_one=unwraps_one)


TASKS: Mapping[str, Task] = {
    "text-classification": _single("pair", "top_k", "function_to_apply"),
    "token-classification": _single("text", "aggregation_strategy", "ignore_labels", unwraps_one=True),
    "fill-mask": _single("text", "top_k", "targets", unwraps_one=True),
    "feature-extraction": _single("text", "truncation"),
    "text-generation": _single("chat", *_GENERATION),
    "text2text-generation": _single("text", *_GENERATION),
    "summarization": _single("text", *_GENERATION),
    "translation": _single("text", *_GENERATION, "src_lang", "tgt_lang"),
    "text-to-audio": _single("text"),
    "zero-shot-classification": Task(
        {"sequences": "text", "candidate_labels": "texts"}, ("multi_label", "hypothesis_template")
    ),
    "question-answering": Task(
        {"question": "text", "context": "text"},
        ("top_k", "max_answer_len", "doc_stride", "max_seq_len", "handle_impossible_answer"),
    ),
    "table-question-answering": Task({"table": "table", "query": "text"}, ("sequential",)),
    "image-classification": _single("image", "top_k", "function_to_apply"),
    "image-feature-extraction": _single("image", "pool"),
    "image-segmentation": _single("image", "threshold", "mask_threshold", "overlap_mask_area_threshold", "subtask"),
    "image-to-image": _single("image"),
    "object-detection": _single("image", "threshold"),
    "depth-estimation": _single("image"),
    "mask-generation": Task({"image": "image"}, ("points_per_batch", "pred_iou_thresh", "stability_score_thresh")),
    "keypoint-matching": _single("images", "threshold"),
    "zero-shot-image-classification": Task({"image": "image", "candidate_labels": "texts"}, ("hypothesis_template",)),
    "zero-shot-object-detection": Task({"image": "image", "candidate_labels": "texts"}, ("threshold", "top_k")),
    "visual-question-answering": Task({"image": "image", "question": "text"}, ("top_k",)),
    "document-question-answering": Task(
        {"image": "image", "question": "text"}, ("top_k", "max_answer_len", "doc_stride", "max_seq_len")
    ),
    "image-to-text": _single("image", "max_new_tokens"),
    "image-text-to-text": Task({"images": "image", "text": "chat"}, ("max_new_tokens", "return_full_text")),
    "audio-classification": _single("audio", "top_k", "function_to_apply"),
    "automatic-speech-recognition": _single("audio", "return_timestamps", "chunk_length_s", "stride_length_s"),
    "zero-shot-audio-classification": Task(
        {"audios": "samples", "candidate_labels": "texts"}, ("hypothesis_template",)
    ),
}
"""All that can be answered, of every version of transformers since 4."""

REFUSED: Mapping[str, str] = {
    "video-classification": "it takes the name of a video's file, or its address",
    "any-to-any": "what it takes and gives differs with each model",
    "decision": "what it takes and gives differs with each model",
}
"""Tasks that no request can carry as they are, and why."""


def task_of(name: str) -> Task | None:
    """Gives the task of a pipeline by its name, such as `translation_en_to_de`."""
    return TASKS.get("translation" if name.startswith("translation_") else name)
