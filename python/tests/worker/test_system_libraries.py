"""What is said where a library of the system is missing that a package needs."""

import pytest

from truss_worker.model.load_error import load_error_of

ENDING = "cannot open shared object file: No such file or directory"


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (
            OSError(f"libgomp.so.1: {ENDING}"),
            "libgomp.so.1 is missing: on Debian and Ubuntu run `apt-get install libgomp1`",
        ),
        (ImportError(f"libGL.so.1: {ENDING}"), "name libgl1 in `system_packages` of config.yaml"),
        (OSError(f"libodd-1.so.7: {ENDING}"), "The system library libodd-1.so.7 is missing: install the package"),
    ],
)
def test_the_library_and_its_package_are_named(error, hint):
    assert hint in load_error_of("import", "MODEL_IMPORT_FAILED", "no", error).to_header()["hint"]


def test_nothing_is_said_of_other_files():
    header = load_error_of(
        "load", "MODEL_LOAD_FAILED", "no", FileNotFoundError(2, "No such file", "data/x.so")
    ).to_header()
    assert "system library" not in str(header)
