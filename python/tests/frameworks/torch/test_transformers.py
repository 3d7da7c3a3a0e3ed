"""Transformers keeps the promises of a framework, with a pipeline of every task that there is."""

import base64
import io
import json
import wave

import numpy as np
import pytest
import torch
from PIL import Image
from transformers.pipelines import SUPPORTED_TASKS

from client.conftest import answer_afresh
from client.framework_conformance import FrameworkConformance, Sample
from corpus.answers import assert_same as assert_same_at
from frameworks.torch import tiny_pipelines
from truss.errors import TrussError
from truss.frameworks.known import FRAMEWORKS, framework_of
from truss_worker.v2.request.body import V2Body
from truss_worker.values.json_encode import to_plain

TEXTS = ["a good day", "what is this?"]


def assert_same(actual, expected):
    assert_same_at(actual, expected, "answer")


def sample(make, rows):
    def made():
        model = make()
        return Sample(model, rows, rows, lambda: {"predictions": model(rows)})

    return made


def of_a_pair():
    """A model handed over with its tokenizer: the pipeline of its task."""
    pipeline = tiny_pipelines.text_classification()
    pair = (pipeline.model, pipeline.tokenizer)
    return Sample(pair, TEXTS, TEXTS, lambda: {"predictions": pipeline(TEXTS)})


def odd_pipeline():
    pipeline = tiny_pipelines.text_classification()
    pipeline._postprocess_params["function_to_apply"] = print
    return pipeline


class TestTransformers(FrameworkConformance):
    known = next(known for known in FRAMEWORKS if known.name == "transformers")
    samples = {
        "texts to labels": sample(tiny_pipelines.text_classification, TEXTS),
        "a model and its tokenizer": of_a_pair,
        "a text that goes on": sample(tiny_pipelines.text_generation, TEXTS),
        "words": sample(tiny_pipelines.token_classification, TEXTS),
    }
    refused = {"settings that nobody could write down": odd_pipeline}


def picture(colour):
    image = Image.new("RGB", (40, 36), colour)
    image.paste((250, 250, 10), (4, 4, 20, 16))
    return image


def png(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_every_task_has_a_pipeline_here_or_a_reason():
    assert set(tiny_pipelines.MADE) | set(tiny_pipelines.NOT_MADE) == set(SUPPORTED_TASKS)
    assert not set(tiny_pipelines.MADE) & set(tiny_pipelines.NOT_MADE)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Of every task: what the pipeline itself answered, and what its truss did in a fresh process."""
    from truss._packing.pack import pack

    folder = tmp_path_factory.mktemp("walk")
    expected, requests = {}, []
    for task, make in tiny_pipelines.MADE.items():
        pipeline = make()
        directory = folder / task
        directory.mkdir()
        packed = pack(framework_of(pipeline), pipeline, directory, None)
        trial = packed.tried.trials[-1]
        requests.append((directory, to_plain(trial.request)))
        expected[task] = (packed, json.loads(trial.expected))
    answers = answer_afresh(requests, cwd=folder)
    return {task: (*expected[task], answer) for task, answer in zip(expected, answers)}


@pytest.mark.parametrize("task", tiny_pipelines.MADE)
def test_a_pipeline_of_every_task_answers_afresh_as_before(walked, task):
    packed, expected, answer = walked[task]
    assert_same(answer, expected)
    assert len(answer["predictions"]) == 2
    assert packed.environment == {"HF_HUB_OFFLINE": "1"}
    assert packed.config["signature"]["inputs"] or task == "table-question-answering"


def test_a_task_that_no_request_carries_is_refused_with_the_way_out():
    pipeline = tiny_pipelines.text_classification()
    pipeline.task = "video-classification"
    with pytest.raises(TrussError, match="the task video-classification, of which no truss can be made") as caught:
        framework_of(pipeline).check(pipeline)
    assert "truss init" in caught.value.hint


def test_pictures_come_as_people_have_them_and_as_requests_carry_them(load_generated):
    pipeline = tiny_pipelines.image_classification()
    pictures = [picture("red"), picture("blue")]
    expected = to_plain(pipeline(pictures))
    loaded = load_generated(pipeline, pictures)
    assert_same(to_plain(loaded.predict({"inputs": [png(image) for image in pictures]}))["predictions"], expected)
    file = io.BytesIO(base64.b64decode(png(pictures[0])))
    assert_same(to_plain(loaded.predict(file))["predictions"], expected[:1])
    address = "data:image/png;base64," + png(pictures[0])
    assert_same(to_plain(loaded.predict({"inputs": [address]}))["predictions"], expected[:1])


def test_a_name_or_an_address_is_no_picture(load_generated, tmp_path):
    file = tmp_path / "secret.png"
    picture("red").save(file)
    loaded = load_generated(tiny_pipelines.image_classification())
    for value in (str(file), "http://127.0.0.1:9/a.png", "file:///etc/passwd", "", 3, [[1, 2], [3, 4]]):
        refuses(loaded, {"inputs": [value]}, "inputs[0]: a picture is needed, as a file in base64")


def test_sounds_are_files_or_samples(load_generated):
    pipeline = tiny_pipelines.audio_classification()
    samples = np.round(np.sin(np.arange(4000) / 10) * 0.4 * 32767).astype(np.int16)
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(16000)
        written.writeframes(samples.tobytes())
    floats = (samples / 32768).astype(np.float32)
    expected = to_plain(pipeline([floats]))
    loaded = load_generated(pipeline, [floats])
    as_file = base64.b64encode(file.getvalue()).decode()
    forms = (floats.tolist(), {"array": floats.tolist(), "sampling_rate": 16000}, as_file)
    for form in forms:
        assert_same(to_plain(loaded.predict({"inputs": [form]}))["predictions"], expected)
    refuses(loaded, {"inputs": ["/etc/passwd"]}, "inputs[0]: a sound is needed")
    matching = load_generated(tiny_pipelines.zero_shot_audio_classification())
    record = {"audios": {"array": floats.tolist(), "sampling_rate": 8000}, "candidate_labels": ["a"]}
    refuses(matching, {"inputs": [record]}, "inputs[0].audios: 16000 samples a second are needed, found 8000")


def test_records_in_every_form(load_generated):
    pipeline = tiny_pipelines.zero_shot_classification()
    loaded = load_generated(pipeline)
    record = {"sequences": TEXTS[0], "candidate_labels": ["good", "bad"]}
    [expected] = loaded.predict({"inputs": [record]})["predictions"]
    assert_same(expected, to_plain(pipeline(TEXTS[0], candidate_labels=["good", "bad"])))
    columns = {name: np.array([value], dtype=object) for name, value in (("sequences", TEXTS[0]),)}
    tensors = {**columns, "candidate_labels": np.array(["good, bad"], dtype=object)}
    for request in (record, {"inputs": record}, tensors):
        assert_same(loaded.predict(request)["predictions"], [expected])
    refuses(loaded, {"inputs": [{"sequences": "a"}]}, "inputs[0]: candidate_labels missing")


def test_a_request_chooses_what_does_no_harm(load_generated):
    pipeline = tiny_pipelines.text_generation()
    loaded = load_generated(pipeline)
    [[made]] = loaded.predict({"inputs": ["a good"], "parameters": {"max_new_tokens": 2, "return_full_text": False}})[
        "predictions"
    ]
    assert made == pipeline("a good", max_new_tokens=2, return_full_text=False)[0]
    for name in ("custom_generate", "trust_remote_code", "assistant_model", "streamer"):
        refuses(loaded, {"inputs": ["a"], "parameters": {name: "/tmp"}}, f"parameters: {name} cannot be chosen")


def test_what_it_chooses_is_told_and_may_be_chosen_in_v2(pack, load_generated):
    pipeline = tiny_pipelines.text_generation()
    told = pack(pipeline)[1].config["signature"]["parameters"]
    assert {"name": "max_new_tokens"} in told
    loaded = load_generated(pipeline)
    chosen = {"max_new_tokens": 2, "return_full_text": False}
    texts = {"inputs": np.array(["a good"], dtype=object)}
    [[made]] = loaded.predict(V2Body(texts, parameters={**chosen, "timeout": 10}))["predictions"]
    assert made == pipeline("a good", **chosen)[0]
    refuses(loaded, V2Body(texts, parameters={"streamer": 1}), "parameters: streamer cannot be chosen")


def test_a_text_comes_piece_by_piece_where_it_is_asked_for(load_generated):
    pipeline = tiny_pipelines.text_generation()
    loaded = load_generated(pipeline)
    request = {"inputs": ["a good"], "parameters": {"max_new_tokens": 6}}
    pieces = list(loaded.predict({**request, "stream": True}))
    [[whole]] = loaded.predict({**request, "parameters": {"max_new_tokens": 6, "return_full_text": False}})[
        "predictions"
    ]
    assert len(pieces) > 1
    assert "".join(pieces).strip() == whole["generated_text"].strip()
    refuses(loaded, {"inputs": ["a", "b"], "stream": True}, "stream: there has to be one row")
    # Nobody reads on: what generates ends, and leaves no thread behind.
    started = loaded.predict({"inputs": ["a good"], "stream": True, "parameters": {"max_new_tokens": 50}})
    next(started)
    started.close()


@pytest.mark.parametrize(
    ("task", "settings"),
    [
        ("text-classification", {"top_k": None}),
        ("text-classification", {"function_to_apply": "sigmoid"}),
        ("token-classification", {"aggregation_strategy": "simple"}),
        ("fill-mask", {"top_k": 2}),
        ("text-generation", {"max_new_tokens": 3, "return_full_text": False}),
        ("image-classification", {"top_k": 1}),
        ("object-detection", {"threshold": 0.99}),
    ],
)
def test_what_a_pipeline_was_made_with_counts_in_its_truss_too(load_generated, task, settings):
    made = tiny_pipelines.MADE[task]()
    parts = {name: getattr(made, name) for name in ("tokenizer", "image_processor") if getattr(made, name) is not None}
    pipeline = tiny_pipelines.pipeline(task, made.model, **parts, **settings)
    rows = [picture("red"), picture("blue")] if "image" in task or "object" in task else ["a [MASK]", "what [MASK] day"]
    sent = [png(row) for row in rows] if hasattr(rows[0], "getbands") else rows
    expected = to_plain(pipeline(rows))
    assert to_plain(made(rows)) != expected
    assert_same(load_generated(pipeline).predict({"inputs": sent})["predictions"], expected)


def test_the_weights_keep_their_precision(load_generated):
    pipeline = tiny_pipelines.text_classification()
    pipeline.model.to(torch.bfloat16)
    expected = to_plain(pipeline(TEXTS))
    loaded = load_generated(pipeline)
    assert loaded.model.model.dtype == torch.bfloat16
    assert_same(loaded.predict({"inputs": TEXTS})["predictions"], expected)


def refuses(loaded, request, message):
    with pytest.raises(Exception) as caught:
        loaded.predict(request)
    assert getattr(caught.value, "status_code", None) == 400, caught.value
    assert message in caught.value.detail
