"""Makes a truss of a trained model."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from truss._engine_client import engine
from truss._frames import hides_frames
from truss._handle.handle import TrussHandle, made_handle
from truss._lists import as_list
from truss._packing.named_classes import with_named_classes
from truss._packing.pack import pack
from truss._packing.packed import Packed
from truss._packing.staging import staging_beside
from truss._paths import absolute_path
from truss._progress import ProgressLine
from truss._proof.proof import Proof
from truss._proof.prove import prove
from truss._reports.advice import LATER, explain
from truss._reports.report import report_made
from truss._server import follow
from truss.frameworks.known import framework_of


@hides_frames
def mk_truss(
    model: Any,
    target_directory: str | os.PathLike[str] | None = None,
    data_files: Sequence[str | os.PathLike[str]] | None = None,
    requirements_file: str | os.PathLike[str] | None = None,
    *,
    examples: Any = None,
    classes: Sequence[Any] | None = None,
    verify: bool = True,
    weights: Literal["inside", "separate"] = "inside",
    torch_build: Literal["cpu", "auto"] | None = None,
) -> TrussHandle:
    """Makes a truss of a trained model: a directory with the model, the code that answers, and its requirements.

    What the model is made of is found out, not asked: the packages it needs are pinned at the versions installed here,
    and modules of your own are copied. Making it again renews the directory: what the model needs is pinned at the
    versions of now; a `model/model.py` that you have changed and requirements for other packages stay, and it says so.

    A server of the truss that `serve` has started in this process answers with the new model when this returns.

    What was made is proved: it is loaded in a fresh process of its own environment, the one that `serve` uses, asked
    the examples, and its answers are compared with those of the live model. A line says what came of it.

    Args:
        model: a fitted scikit-learn estimator or pipeline, or one built on scikit-learn's base class; a model of
            XGBoost, LightGBM or CatBoost, native or with scikit-learn's methods; a network of PyTorch (a module,
            TorchScript, an exported program); a pipeline of transformers, or a tuple of a model and its tokenizer; a
            model of sentence-transformers; a model of Keras; a SavedModel, a module or a function of TensorFlow; a
            pipeline of spaCy; a module of Flax, or a jitted function of JAX;
            results of statsmodels; the path of a `.onnx` file or a ModelProto; the path of a directory of MLflow's; or
            anything else that has a method predict, or can be called with a request.
        target_directory: where to; not given: a new directory under `~/.truss/models`. It must be empty or a truss.
        data_files: files, directories or glob patterns to copy to the truss's `data/`.
        requirements_file: a requirements file to use instead of what was found out.
        examples: a few rows as predict takes them, such as `X[:3]`; they become the truss's first example. A DataFrame
            also tells the types of its columns. Without them rows are made up, where enough is known to do so.
        classes: what the classes of a classifier are called where it was trained on their numbers, in the order of
            these: `encoder.classes_` of a LabelEncoder, `iris.target_names`. Its answers keep the numbers; the schema,
            the playground and clients are told the names of its probabilities.
        verify: whether to prove what was made. It takes a second process, and the first time an environment; `verify()`
            of the truss does it later.
        weights: `"separate"` keeps the large files of the model (10 MiB and more) out of the truss: they lie in the
            store of weights under `~/.truss`, `weights.lock` names them by their sha256, and `data/` has links to them,
            which take no space and which git leaves out. On another machine Truss says how to bring them.
        torch_build: which build of PyTorch the truss runs on. `"cpu"`: the one for processors, from PyTorch's own
            index, which is much smaller; `"auto"`: the same, unless the truss uses a GPU or that index has none that
            fits. Not given: what the config says, which for a new truss is what the package index has.

    Returns:
        The truss, ready to `predict` and `serve`.

    Raises:
        FrameworkNotSupportedError: the object is of no framework that is known.
        ValueError: `weights` or `torch_build` is another word; the model answers nothing for as many `classes`.
        TrussError: `MODEL_NOT_FITTED`, `MODEL_CANNOT_PREDICT`, `MODEL_NOT_SERIALISABLE`, `PROJECT_TARGET_NOT_EMPTY`, …
    """
    if weights not in ("inside", "separate"):
        raise ValueError(f'weights={weights!r} is not known: give "inside" or "separate"')
    if torch_build not in (None, "cpu", "auto"):
        raise ValueError(f'torch_build={torch_build!r} is not known: give "cpu" or "auto"')
    framework = framework_of(model)
    target = None if target_directory is None else absolute_path(target_directory)
    with ProgressLine() as progress:
        progress.say("Starting the engine")
        client = engine()
        renews = target is not None and client.call("project.check_target", {"directory": target})["isTruss"]
        with staging_beside(target or os.path.join(client.home, "models", "new")) as staging:
            progress.say("Writing the model")
            packed = pack(framework, model, staging, examples)
            if classes is not None:
                packed = with_named_classes(packed, classes)
            config = packed.config if renews else _new_config(packed)
            params = {
                "directory": target,
                "staging": str(staging),
                "framework": framework.name,
                "dataFiles": [absolute_path(path) for path in as_list("data_files", data_files or ())],
                "requirementsFile": None if requirements_file is None else absolute_path(requirements_file),
                "config": config if torch_build is None else {**config, "torch_build": torch_build},
                "weights": weights,
                **_params_of(packed),
            }
            made = client.call("project.create", params, progress)
        proof = _prove(packed, made, progress) if verify else None
    handle = made_handle(made["directory"], packed.questions)
    report_made(handle, _kind_of(model), packed, {**made, "weights": weights}, proof)
    follow(made["directory"])
    return handle


def _kind_of(model: Any) -> str:
    return os.path.basename(model) if isinstance(model, (str, os.PathLike)) else _name_of(model)


def _params_of(packed: Packed) -> dict[str, Any]:
    return {
        "requirements": [requirement.to_json() for requirement in packed.requirements],
        "installed": packed.installed,
        "examples": [question.to_json() for question in packed.questions[: len(packed.examples)]],
        "lock": True,
    }


def _prove(packed: Packed, made: Mapping[str, Any], progress: ProgressLine) -> Proof:
    """A truss that is made stays made, whatever comes of this."""
    if made["lock"] is None:
        return Proof("unproved", problems=["its requirements could not be locked"], advice=LATER)
    proof = prove(made["directory"], packed.questions, progress)
    return explain(proof, packed, [each["path"] for each in made["kept"]])


def _new_config(packed: Packed) -> dict[str, Any]:
    written = {"environment_variables": packed.environment, "runtime": {"batching": packed.batching}}
    return _without_none({**packed.config, **written})


def _without_none(config: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a new truss, which has nothing to take away."""
    fields = {key: _without_none(value) if isinstance(value, Mapping) else value for key, value in config.items()}
    return {key: value for key, value in fields.items() if value is not None and value != {}}


def _name_of(model: Any) -> str:
    """A function's own name; of any other object that of its class."""
    name = getattr(model, "__name__", None)
    return name if isinstance(name, str) and callable(model) else type(model).__name__
