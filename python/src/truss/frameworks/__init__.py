"""The frameworks that mk_truss knows, one module or package each."""

from __future__ import annotations

from truss.errors import error_of
from truss.frameworks.framework import Framework
from truss.frameworks.sklearn import SklearnFramework

# The first that recognises an object takes it.
FRAMEWORKS: tuple[Framework, ...] = (SklearnFramework(),)


def framework_of(model: object) -> Framework:
    """Finds the framework of an object.

    Args:
        model: what was handed to mk_truss.

    Raises:
        FrameworkNotSupportedError: where none recognises it; names those there are, and the way out.
    """
    for framework in FRAMEWORKS:
        if framework.recognises(model):
            return framework
    supported = ", ".join(framework.name for framework in FRAMEWORKS)
    if isinstance(model, type):
        raise error_of(
            "FRAMEWORK_UNSUPPORTED",
            f"mk_truss takes a trained model, not the class {model.__name__}",
            f"Make an object of it and train that: model = {model.__name__}(); model.fit(…)",
        )
    kind = f"{type(model).__module__}.{type(model).__qualname__}"
    raise error_of(
        "FRAMEWORK_UNSUPPORTED",
        f"mk_truss does not know what to do with {kind}; it takes models of: {supported}",
        "For any other model write the class that loads and calls it yourself: truss.init('my_truss') or "
        "`truss init my_truss` makes the directory, and model/model.py in it is the place",
    )
