"""Errors: what a person reads, and that no code is used which the catalogue does not have."""

import pickle
import re
from pathlib import Path

import pytest

import truss
from client.conftest import REPOSITORY
from truss.errors import (
    Error,
    FrameworkNotSupportedError,
    InvalidConfigurationError,
    ModelClassImplementationError,
    ModelFilesMissingError,
    TrussError,
    ValidationError,
    error_of,
)

CODE = re.compile(r'"((?:CONFIG|ENGINE|ENV|EXAMPLES|FRAMEWORK|INPUT|MODEL|PLATFORM|PROJECT|REQUEST|SERVER)_[A-Z_]+)"')


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("FRAMEWORK_UNSUPPORTED", FrameworkNotSupportedError),
        ("MODEL_FILE_MISSING", ModelFilesMissingError),
        ("MODEL_CLASS_MISSING", ModelClassImplementationError),
        ("CONFIG_INVALID", InvalidConfigurationError),
        ("EXAMPLES_INVALID", ValidationError),
        ("ENV_UV_MISSING", TrussError),
        ("OF_A_LATER_VERSION", TrussError),
    ],
)
def test_codes_have_the_classes_of_2022(code, kind):
    error = error_of(code, "message")
    assert type(error) is kind
    assert isinstance(error, Error)
    assert error.code == code


def test_it_reads_as_what_is_wrong_where_and_what_to_do():
    issues = [
        {"path": "resources.cpu", "message": "must be text", "file": "config.yaml", "line": 3, "column": 8},
        {"path": "", "message": "unknown key nmae", "hint": "did you mean name?"},
    ]
    error = error_of("CONFIG_INVALID", "2 problems in config.yaml", "Mend them", issues)
    assert str(error).splitlines() == [
        "2 problems in config.yaml",
        "  config.yaml:3:8: resources.cpu: must be text",
        "  unknown key nmae (did you mean name?)",
        "Hint: Mend them",
    ]


def test_it_crosses_processes_whole():
    error = error_of("CONFIG_INVALID", "message", "hint", [{"path": "a"}])
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is InvalidConfigurationError
    assert (copy.message, copy.code, copy.hint, copy.issues) == ("message", "CONFIG_INVALID", "hint", ({"path": "a"},))


def test_every_code_is_in_the_catalogue():
    catalogue = (REPOSITORY / "src" / "core" / "errors" / "catalogue.ts").read_text("utf-8")
    known = set(re.findall(r"^  ([A-Z_]+): \{", catalogue, re.MULTILINE))
    used = {
        code for file in Path(truss.__file__).parent.rglob("*.py") for code in CODE.findall(file.read_text("utf-8"))
    }
    assert used
    assert used <= known
