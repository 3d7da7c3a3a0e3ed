"""What a method takes and gives, read from its signature."""

import functools
from typing import Optional

import pytest

from truss_worker.errors import WorkerError
from truss_worker.http.http_objects import Request
from truss_worker.model.methods.arguments import read_arguments
from truss_worker.model.methods.contract import read_methods
from truss_worker.model.methods.invoke import invoke
from truss_worker.model.methods.stage import kind_of


def wrapped(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def sync(body): ...


async def coroutine(body): ...


def generator(body):
    yield


async def async_generator(body):
    yield


class Callable:
    async def __call__(self, body): ...


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (sync, "sync"),
        (coroutine, "async"),
        (generator, "generator"),
        (async_generator, "asyncGenerator"),
        (wrapped(coroutine), "async"),
        (wrapped(wrapped(async_generator)), "asyncGenerator"),
        (functools.partial(coroutine, 1), "async"),
        (Callable(), "async"),
        (Callable().__call__, "async"),
        (len, "sync"),
    ],
)
def test_kind(function, kind):
    assert kind_of(function) == kind


@pytest.mark.parametrize(
    ("function", "order"),
    [
        (lambda: 0, ()),
        (lambda body: 0, ("body",)),
        (lambda body=1: 0, ("body",)),
        (lambda body, verbose=False: 0, ("body",)),
        (lambda body, *, verbose=False, **more: 0, ("body",)),
        (lambda *args, **kwargs: 0, ("body",)),
        (wrapped(sync), ("body",)),
        (functools.partial(lambda weights, body: 0, 1), ("body",)),
        (len, ("body",)),
        (type("NoSignature", (), {"__call__": print, "__signature__": 5})(), ("body",)),
    ],
)
def test_order(function, order):
    assert read_arguments("predict", function).order == order


def test_order_with_a_request():
    def both(body: dict, request: Request): ...
    def other_way_round(request: Request, body): ...
    def only(request: "Request"): ...
    def defaulted(body, request: Request = None): ...
    def optional(body, request: Optional[Request] = None): ...  # noqa: FA100 - the class itself

    expected = [("body", "request"), ("request", "body"), ("request",), ("body", "request"), ("body", "request")]
    for function, order in zip((both, other_way_round, only, defaulted, optional), expected):
        arguments = read_arguments("predict", function)
        assert arguments.order == order
        assert arguments.request_class is Request


@pytest.mark.parametrize("function", [lambda body, request: 0, lambda body, *, more: 0])
def test_arguments_that_nobody_gives(function):
    with pytest.raises(WorkerError, match="which a request does not give"):
        read_arguments("predict", function)


def test_what_comes_before_and_after_predict_is_apart():
    class Model:
        def preprocess(self, body): ...
        def predict(self, body): ...
        def postprocess(self, body): ...
        def embeddings(self, body): ...

    methods = read_methods(Model())
    predict, embeddings = methods["predict"], methods["embeddings"]
    names = [stage.name for stage in (predict.before, predict.predict, predict.after)]
    assert names == ["preprocess", "predict", "postprocess"]
    assert predict.stages == (predict.before, predict.predict, predict.after)
    assert (embeddings.before, embeddings.predict.name, embeddings.after) == (None, "embeddings", None)


def test_predict_is_a_batch_of_one_where_there_is_only_that():
    class Model:
        def preprocess(self, body):
            return body + 1

        def predict_batch(self, bodies):
            return [body * 10 for body in bodies]

    predict = read_methods(Model())["predict"]
    assert predict.predict.call(4, None) == 40
    assert invoke(predict, 4, None, lambda value: value) == 50
