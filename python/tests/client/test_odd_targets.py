"""Names that no truss can have: each is refused with words, before anything is written."""

import resource
import sys

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

import truss
from truss.errors import TrussError

MODEL = LinearRegression().fit(np.array([[0.0], [1.0]]), [0.0, 1.0])


@pytest.mark.parametrize("make", [lambda path: truss.mk_truss(MODEL, path), truss.init], ids=["mk_truss", "init"])
@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("x\0y", "INPUT_INVALID", "null character"),
        ("\udcff", "INPUT_INVALID", "no UTF-8"),
        ("n" * 300, "FILE_UNWRITABLE", "too long"),
        ("dangling", "PROJECT_TARGET_NOT_EMPTY", "is a link to"),
        ("file/x", "PROJECT_TARGET_NOT_EMPTY", "is a file"),
    ],
    ids=["null", "no UTF-8", "long", "dangling", "file"],
)
def test_odd_names(tmp_path, make, name, code, words):
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(TrussError, match=words) as caught:
        make(f"{tmp_path}/{name}")
    assert caught.value.code == code
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "file"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_where_nothing_can_be_made():
    with pytest.raises(TrussError, match="cannot be written") as caught:
        truss.mk_truss(MODEL, "/proc/x")
    assert caught.value.code == "FILE_UNWRITABLE"


def test_loading_what_is_no_path():
    with pytest.raises(TrussError, match="null character"):
        truss.load("x\0y")


def test_a_full_disk(tmp_path):
    truss.init(tmp_path / "starts-the-engine")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A file that may not grow stands for a disk on which nothing has room.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(TrussError, match="no space left") as caught:
            truss.mk_truss(MODEL, tmp_path / "linear")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code == "DISK_FULL"
    assert [path.name for path in tmp_path.iterdir()] == ["starts-the-engine"]
