"""Exceptions as data."""

import sys

import pytest

from truss_worker.http.http_objects import HTTPError
from truss_worker.http.request_error import to_request_error
from truss_worker.values.exceptions import describe_exception
from truss_worker.values.request_body import to_request_body


def catch(function):
    try:
        function()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test looks at
        return error


class UnprintableError(Exception):
    def __str__(self):
        raise RuntimeError


def test_a_text_that_cannot_be_had():
    described = describe_exception(UnprintableError())
    assert described["message"] == "<its text cannot be had: RuntimeError>"
    assert described["type"].endswith("UnprintableError")


def test_own_frames_are_left_out_below_the_users_too():
    described = describe_exception(catch(lambda: to_request_body({"inputs": 1})["more"]))
    assert "request_body.py" not in described["traceback"]
    assert "test_exceptions.py" in described["traceback"]
    assert described["message"] == "'more'"


def test_causes_and_contexts_are_told():
    def fail():
        try:
            to_request_body({"inputs": 1})["more"]
        except KeyError as error:
            raise ValueError("outer") from error

    traceback = describe_exception(catch(fail))["traceback"]
    assert "KeyError: 'more'" in traceback
    assert "direct cause" in traceback
    assert "request_body.py" not in traceback


@pytest.mark.skipif(sys.version_info < (3, 11), reason="there are no exception groups before 3.11")
def test_groups_are_told():
    def fail():
        raise ExceptionGroup("several", [catch(lambda: to_request_body({"inputs": 1})["more"])])  # noqa: F821

    traceback = describe_exception(catch(fail))["traceback"]
    assert "KeyError: 'more'" in traceback
    assert "request_body.py" not in traceback


def test_an_exception_that_is_its_own_cause():
    error = ValueError("round")
    error.__cause__ = KeyError("and round")
    error.__cause__.__cause__ = error
    assert "and round" in describe_exception(error)["traceback"]


def test_long_texts_keep_both_ends():
    described = describe_exception(ValueError("a" * 50_000 + "z"))
    assert described["message"].startswith("aaa")
    assert described["message"].endswith("az")
    assert "characters left out" in described["message"]
    assert len(described["message"]) < 10_100


@pytest.mark.parametrize("status", [True, 99, 600, "404", None])
def test_a_status_code_that_is_none(status):
    class NoHTTPError(Exception):
        status_code = status
        detail = "x"

    assert to_request_error(NoHTTPError()).code == "MODEL_RAISED"


def test_a_detail_that_cannot_be_encoded_is_told_as_text():
    class OwnHTTPError(Exception):
        status_code = 400
        detail = object

    assert to_request_error(OwnHTTPError()).details == {"status": 400, "detail": "<class 'object'>"}


def test_the_log_gets_the_beginning_and_the_end_of_what_the_client_gets_whole():
    error = to_request_error(HTTPError(400, "a" * 1_000_000 + "z"))
    assert len(error.message) < 20_000
    assert error.message.endswith("z")
    assert error.details["detail"] == "a" * 1_000_000 + "z"
