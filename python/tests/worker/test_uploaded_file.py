"""Uploads in the hands of libraries: read as what they are, never taken for a path of the server's."""

import gzip
import hashlib
import io
import os
import tarfile
import wave
import zipfile

import cv2
import numpy as np
import pandas as pd
import pytest
import soundfile
from PIL import Image, UnidentifiedImageError

from truss_worker.forms.uploaded_file import UploadedFile


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (3, 2), (10, 20, 30)).save(stream, "PNG")
    return stream.getvalue()


def sound() -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(8000))
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("a.txt", "inside")
    return stream.getvalue()


def tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as file:
        file.addfile(tarfile.TarInfo("a.txt"))
    return stream.getvalue()


def arrays() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.arange(3))
    return stream.getvalue()


# ruff: noqa: SIM115 - what is opened is nothing but the upload
READERS = {
    "Pillow": (lambda body: Image.open(body).getpixel((0, 0)), picture, (10, 20, 30)),
    "cv2": (lambda body: cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR).shape, picture, (2, 3, 3)),
    "soundfile": (lambda body: soundfile.read(body)[0].shape, sound, (4000,)),
    "wave": (lambda body: wave.open(body).getnframes(), sound, 4000),
    "gzip": (lambda body: gzip.open(body).read(), lambda: gzip.compress(b"packed"), b"packed"),
    "zipfile": (lambda body: zipfile.ZipFile(body).read("a.txt"), archive, b"inside"),
    "tarfile": (lambda body: tarfile.open(fileobj=body).getnames(), tar, ["a.txt"]),
    "pandas": (lambda body: pd.read_csv(body).to_dict("list"), "ä,b\n1,2\n".encode, {"ä": [1], "b": [2]}),
    "pandas' own parser": (
        lambda body: pd.read_csv(body, engine="python").to_dict("list"), lambda: b"a,b\n1,2\n", {"a": [1], "b": [2]}
    ),
    "numpy": (lambda body: np.load(body).tolist(), arrays, [0, 1, 2]),
    "frombuffer": (lambda body: np.frombuffer(body, np.uint8).tolist(), lambda: b"\x01\x02", [1, 2]),
    "hashlib": (lambda body: hashlib.sha256(body).digest(), lambda: b"x", hashlib.sha256(b"x").digest()),
    "BytesIO": (lambda body: io.BytesIO(body).read(), lambda: b"abc", b"abc"),
    "TextIOWrapper": (lambda body: io.TextIOWrapper(body.file).read(), lambda: b"abc", "abc"),
    "lines": (lambda body: body.readlines(), lambda: b"a\nb\n", [b"a\n", b"b\n"]),
    "bytes": (lambda body: (bytes(body), body == b"abc", body[:2], body.decode()), lambda: b"abc",
              (b"abc", True, b"ab", "abc")),
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_a_library_reads_an_upload(name):
    read, make, expected = READERS[name]
    assert read(UploadedFile(make())) == expected


OPENERS = {
    "Pillow": Image.open,
    "soundfile": soundfile.read,
    "wave": wave.open,
    "gzip": lambda body: gzip.open(body).read(),
    "zipfile": zipfile.ZipFile,
    "pandas": lambda body: pd.read_csv(body, header=None).to_string(),
    "numpy": np.load,
    "open": open,
    "cv2": cv2.imread,
}


@pytest.mark.parametrize("name", OPENERS)
def test_the_text_of_a_path_opens_no_file_of_the_servers(tmp_path, name):
    path = tmp_path / "secret"
    path.write_bytes({"Pillow": picture, "cv2": picture, "soundfile": sound, "wave": sound}.get(name, lambda: b"42")())
    body = UploadedFile(os.fsencode(path))
    try:
        seen = str(OPENERS[name](body))
    except (TypeError, ValueError, OSError, EOFError, wave.Error, zipfile.BadZipFile, soundfile.LibsndfileError,
            UnidentifiedImageError, cv2.error):  # fmt: skip
        return
    # Only pandas makes anything of it: a table of one cell, which is what was sent.
    assert (name, seen.split()[-1]) == ("pandas", str(path))


def test_it_is_no_bytes():
    assert not isinstance(UploadedFile(b""), (bytes, str, os.PathLike))
