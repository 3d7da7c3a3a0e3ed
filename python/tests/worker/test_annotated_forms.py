"""Forms as pydantic models and dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import pydantic
import pytest

from truss_worker.annotations.reading import input_reader
from truss_worker.errors import WorkerError
from truss_worker.forms.uploaded_file import UploadedFile
from truss_worker.values.request_body import FormBody


@dataclass
class DataUpload:
    files: list[bytes]
    sizes: tuple[int, ...] = ()
    count: Optional[int] = None  # noqa: UP045 - read from the annotation, in Python 3.9 too


class PydanticUpload(pydantic.BaseModel):
    files: list[bytes]
    sizes: tuple[int, ...] = ()
    count: Optional[int] = None  # noqa: UP045 - read from the annotation, in Python 3.9 too


@pytest.fixture(params=[DataUpload, PydanticUpload], ids=["dataclass", "pydantic"])
def read(request):
    return input_reader(request.param)


FILE = UploadedFile(b"a")


@pytest.mark.parametrize("files", [FILE, [FILE, FILE]])
def test_a_name_that_came_once_is_a_list_where_one_is_asked_for(read, files):
    upload = read(FormBody({"files": files, "sizes": "5", "count": "7"}))
    assert upload.files == (files if isinstance(files, list) else [files])
    assert (upload.sizes, upload.count) == ((5,), 7)


def test_what_does_not_fit_is_told_as_it_came(read):
    with pytest.raises(WorkerError, match=r"count: Input should be a valid integer(, unable to parse string.*)?$"):
        read(FormBody({"files": [FILE], "count": "x"}))


def test_getlist():
    body = FormBody({"one": "1", "two": ["1", "2"]})
    assert [body.getlist(name) for name in ("one", "two", "none")] == [["1"], ["1", "2"], []]
