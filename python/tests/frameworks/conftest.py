"""What the tests of all families of frameworks share. `scripts/run-frameworks.sh FAMILY` runs those of one family."""

import os

import pytest

from client.conftest import _own_engine, _own_home, asked, load_generated, pack  # noqa: F401 - fixtures

# Their libraries are in an environment of their own: nobody else finds these tests.
collect_ignore_glob = [] if "TRUSS_FRAMEWORK_TESTS" in os.environ else ["*"]

if "TRUSS_FRAMEWORK_TESTS" in os.environ:
    pytest.register_assert_rewrite("client.framework_conformance", "corpus.answers", "frameworks.served")
