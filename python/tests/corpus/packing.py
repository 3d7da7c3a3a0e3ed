"""Packs fitted models, and notes beside each truss what it is to be asked and what the live object answers."""

import traceback
import warnings
from dataclasses import asdict, dataclass, field
from typing import Any

from corpus.asking import v1_request, v2_request, v2_tensors
from corpus.inputs import ALL_KINDS
from corpus.live import as_v1, as_v2, live_answers
from truss._packing.pack import pack
from truss.errors import TrussError
from truss.frameworks.known import framework_of
from truss_worker.values.json_encode import to_plain


@dataclass
class Case:
    """A fitted model on its way through a truss.

    Attributes:
        name: what the tests call it.
        inputs: the name of what it was fitted on.
        directory: where its truss is.
        refusal: what mk_truss says where it makes none.
        crash: the traceback of what should never be raised.
        told: what a worker is told of it: the signature, and which Python it needs.
        requests: what it is asked, by the form of the request.
        expected: the live object's answers, by the form of the request; `together`: those to V1 once more, where the
            rows come one by one and are answered in one call.
        answers: the answers of the truss, by the form of the request.
    """

    name: str
    inputs: str
    directory: str
    refusal: str = ""
    crash: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    requests: dict[str, Any] = field(default_factory=dict)
    expected: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)

    def to_json(self):
        """As the program that answers reads it."""
        return asdict(self)


def pack_case(name, fitted, directory):
    """Packs a `Fitted` into a directory that is not there yet."""
    case = Case(name, fitted.inputs.name, str(directory))
    directory.mkdir(parents=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _pack(case, fitted, directory)
    except TrussError as error:
        case.refusal = error.message
    except Exception:  # noqa: BLE001 - the others are to be packed all the same
        case.crash = traceback.format_exc(limit=-4)
    return case


def _pack(case, fitted, directory):
    rows = fitted.inputs.rows
    # What a model does not keep of its columns, somebody has to say.
    tells_names = hasattr(fitted.model, "feature_names_in_")
    examples = rows if fitted.inputs is ALL_KINDS or (hasattr(rows, "columns") and not tells_names) else None
    packed = pack(framework_of(fitted.model), fitted.model, directory, examples)
    signature = to_plain(packed.config["signature"])
    case.told = {
        "signature": signature,
        "python_minor": packed.config["model_metadata"]["python_minor"],
        "batching": packed.batching,
    }
    answers = live_answers(fitted.model, rows)
    case.requests["V1"], case.expected["V1"] = v1_request(rows), as_v1(answers)
    if packed.batching is not None:
        case.expected["together"] = case.expected["V1"]
    tensors = v2_tensors(rows, signature)
    for form, binary in (("V2 JSON", False), ("V2 binary", True)) if tensors else ():
        described, following = v2_request(tensors, binary=binary)
        case.requests[form], case.expected[form] = [described, following.hex()], as_v2(answers)
