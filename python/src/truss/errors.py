"""What Truss raises: `TrussError`, and the subclasses that have kept their names since 2022."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = [
    "ContainersUnsupportedError",
    "Error",
    "FrameworkNotSupportedError",
    "InvalidConfigurationError",
    "ModelClassImplementationError",
    "ModelFilesMissingError",
    "RequestTimeoutError",
    "ServerUnreachableError",
    "TrussError",
    "TrussWarning",
    "ValidationError",
    "error_of",
]


class TrussError(Exception):
    """Something that is wrong, and that you can do something about.

    Attributes:
        code: a public code of the catalogue of errors, such as `CONFIG_INVALID`.
        message: what is wrong, with the values that matter.
        hint: what to do about it, or None.
        issues: all problems of one input, where there can be several: mappings with `path`, `code`, `message`,
            `severity`, and where known `hint`, `file`, `line` and `column`.
        status: the HTTP status that a server answered with, or None where none did.
        details: what the server said beside the message: which values of a request are wrong, or the whole `detail` of
            the model's `HTTPError` where that is no text. None where it said no more.
    """

    def __init__(
        self, message: str, code: str = "INTERNAL", hint: str | None = None, issues: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.issues = tuple(issues)
        self.status: int | None = None
        self.details: Any = None

    def __str__(self) -> str:
        lines = [self.message]
        lines += [_render_issue(issue) for issue in self.issues]
        if self.hint:
            lines.append(f"Hint: {self.hint}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[Any, ...]:
        # Whole, since errors cross processes in joblib and pytest; Exception's own way hands on the message alone.
        return type(self), (self.message, self.code, self.hint, self.issues), self.__dict__


class FrameworkNotSupportedError(TrussError):
    """The object is of no framework that mk_truss knows."""


class ModelFilesMissingError(TrussError):
    """A file that the truss needs is missing."""


class ModelClassImplementationError(TrussError):
    """The model class is missing, cannot be imported, or does not follow the contract."""


class ValidationError(TrussError, ValueError):
    """A value is not what it has to be: an example, a request, a field."""


class InvalidConfigurationError(ValidationError):
    """The config file is not valid."""


class ContainersUnsupportedError(TrussError, AttributeError):
    """A method of 2022 about containers that nothing stands for today: `hasattr` says that it is not there."""


class ServerUnreachableError(TrussError, ConnectionError):
    """No server answers at the address, or it is not trusted."""


class RequestTimeoutError(TrussError, TimeoutError):
    """A server did not answer in time."""


class TrussWarning(UserWarning):
    """Something that is doubtful, and works all the same."""


Error = TrussError
"""The name of the base class in 2022."""

_CLASSES: dict[str, type[TrussError]] = {
    "CONTAINERS_UNSUPPORTED": ContainersUnsupportedError,
    "FRAMEWORK_UNSUPPORTED": FrameworkNotSupportedError,
    "FILE_MISSING": ModelFilesMissingError,
    "MODEL_FILE_MISSING": ModelFilesMissingError,
    "MODEL_IMPORT_FAILED": ModelClassImplementationError,
    "MODEL_CLASS_MISSING": ModelClassImplementationError,
    "MODEL_CLASS_INVALID": ModelClassImplementationError,
    "MODEL_METHOD_MISSING": ModelClassImplementationError,
    "CONFIG_SYNTAX": InvalidConfigurationError,
    "CONFIG_INVALID": InvalidConfigurationError,
    "CONFIG_UNKNOWN_KEY": InvalidConfigurationError,
    "CONFIG_UNSUPPORTED": InvalidConfigurationError,
    "ENV_REQUIREMENT_INVALID": ValidationError,
    "EXAMPLES_INVALID": ValidationError,
    "INPUT_INVALID": ValidationError,
    "MODEL_NOT_FITTED": ValidationError,
    "MODEL_CANNOT_PREDICT": ValidationError,
    "REQUEST_BODY_INVALID": ValidationError,
    "REQUEST_DEADLINE": RequestTimeoutError,
    "REQUEST_INPUT_INVALID": ValidationError,
    "SERVER_UNREACHABLE": ServerUnreachableError,
}


def error_of(code: str, message: str, hint: str | None = None, issues: Sequence[Mapping[str, Any]] = ()) -> TrussError:
    """Makes the error of a code, of the class that the code stands for.

    Args:
        code: a code of the catalogue.
        message: what is wrong, with the values that matter.
        hint: what to do about it: an imperative sentence, ideally a command.
        issues: all problems of one input.

    Returns:
        The error, ready to be raised.
    """
    return _CLASSES.get(code, TrussError)(message, code, hint, issues)


def _render_issue(issue: Mapping[str, Any]) -> str:
    """One line of an issue: `  config.yaml:3:8: resources.cpu: must be …`."""
    place = ":".join(str(issue[key]) for key in ("file", "line", "column") if issue.get(key) is not None)
    where = [part for part in (place, issue.get("path")) if part]
    text = "  " + ": ".join([*where, str(issue.get("message", ""))])
    return f"{text} ({issue['hint']})" if issue.get("hint") else text
