"""A framework for one class of the standard library: about the least that keeps every promise."""

import json
import sys

from truss.errors import error_of
from truss.frameworks.framework import Code, Description, Stored
from truss.frameworks.plain_objects import PlainObjects
from truss.frameworks.template import ModelClass, Reading, Snippet, render_class
from truss.frameworks.tensors import ANY_LENGTH, Tensor

READ_INPUTS = '''\
def read_inputs(request):
    """Gives the numbers of a request."""
    if not isinstance(request, dict) or not isinstance(request.get("inputs"), list):
        raise HTTPError(400, 'The request needs "inputs", a list of numbers')
    return request["inputs"]
'''


class NormalFramework(PlainObjects):
    """Answers how probable it is that something is no larger than each of some numbers."""

    name = "normal"

    def recognises(self, model):
        statistics = sys.modules.get("statistics")
        return statistics is not None and isinstance(model, statistics.NormalDist)

    def check(self, model):
        if model.stdev == 0:
            raise error_of("MODEL_CANNOT_PREDICT", "This NormalDist has no width", "Give it a sigma above 0")

    def describe(self, model, rows):
        return Description(
            inputs=[Tensor("inputs", "FP64", [ANY_LENGTH])],
            outputs=[Tensor("predictions", "FP64", [ANY_LENGTH])],
            sample=[model.mean],
            metadata={},
            is_row_wise=True,
        )

    def write(self, model, description, folder, by_value):
        (folder / "model.json").write_text(json.dumps({"mu": model.mean, "sigma": model.stdev}))
        return Stored("model.json", has_code=False)

    def template(self, description, stored):
        load = [
            f'parameters = json.loads((self.model_dir / "{stored.file}").read_text("utf-8"))',
            "self.model = statistics.NormalDist(**parameters)",
        ]
        parts = ModelClass(
            title="NormalDist",
            file=stored.file,
            load=Snippet(load, ["json", "statistics"]),
            reading=Reading('{"inputs": [number, …]}', "read_inputs(request)", READ_INPUTS, Snippet()),
            predict=Snippet(['return {"predictions": [self.model.cdf(number) for number in inputs]}']),
            answer='{"predictions": [number, …]}',
            misfits="A text, null or a list instead of a number.",
        )
        return Code(render_class(parts), loaded={})

    def answer(self, model, description, rows):
        return {"predictions": [model.cdf(number) for number in rows]}

    def needs(self, description, stored):
        return []


FRAMEWORK = NormalFramework()
