"""Compares what a truss answers with what it owes."""

import pytest


def assert_same(actual, expected, where):
    """Holds two plain values against each other; numbers may differ in their last digits."""
    if isinstance(expected, dict):
        assert isinstance(actual, dict), f"{where}: {actual}"
        assert actual.keys() == expected.keys(), f"{where}: {actual.get('error', actual)}"
        for key, value in expected.items():
            assert_same(actual[key], value, f"{where}: {key}")
    elif isinstance(expected, list):
        assert isinstance(actual, list), f"{where}: {actual}"
        assert len(actual) == len(expected), f"{where}: {actual} instead of {expected}"
        for index, value in enumerate(expected):
            assert_same(actual[index], value, f"{where}[{index}]")
    elif isinstance(expected, float):
        # As a proof compares them: float32 has little more than seven digits.
        assert actual == pytest.approx(expected, rel=1e-6, abs=1e-12), where
    else:
        assert (type(actual), actual) == (type(expected), expected), where
