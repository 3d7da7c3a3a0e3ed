"""Models of users of MLflow, saved by MLflow itself, in the forms that its documents and others' projects have."""

import json
import pickle
import sys
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

import cloudpickle
import mlflow.pyfunc
import mlflow.sklearn
import numpy as np
import pandas as pd
import pydantic
from mlflow.models import ModelSignature, infer_signature
from mlflow.types import ColSpec, DataType, Schema
from mlflow.types.schema import Array, Map, Object, Property
from sklearn.linear_model import LogisticRegression

TABLE = pd.DataFrame({"x": [1.0, 2.0]})
RECORDS = [{"x": 1.0}, {"x": 2.5}]
REQUIRED = ["numpy", "pandas", "cloudpickle", "pydantic"]


class Saved(NamedTuple):
    """A directory of MLflow's, and rows for it."""

    path: Path
    rows: Any
    """As a request has them, and as MLflow takes them."""


class Scaled(mlflow.pyfunc.PythonModel):
    """Takes parameters."""

    def predict(self, context, model_input, params=None):
        chosen = dict(params or {})
        return [float(x) * chosen["factor"] + sum(chosen["steps"]) + len(chosen["mode"]) for x in model_input["x"]]


class WithArtifacts(mlflow.pyfunc.PythonModel):
    """Reads files that were saved with it."""

    def load_context(self, context):
        self.weight = json.loads(Path(context.artifacts["weights"]).read_text())["w"]
        self.names = sorted(file.name for file in Path(context.artifacts["folder"]).iterdir())

    def predict(self, context, model_input, params=None):
        return [f"{self.weight * x + context.model_config['k']} {self.names}" for x in model_input["x"]]


class Person(pydantic.BaseModel):
    name: str
    age: int = 3
    tags: list[str] = []


class OfTexts(mlflow.pyfunc.PythonModel):
    def predict(self, model_input: list[str], params=None) -> list[str]:
        return [text.upper() for text in model_input]


class OfPeople(mlflow.pyfunc.PythonModel):
    def predict(self, model_input: list[Person], params=None) -> list[str]:
        return [f"{each.name} {each.age} {each.tags}" for each in model_input]


class OfMappings(mlflow.pyfunc.PythonModel):
    def predict(self, model_input: list[dict[str, list[float]]], params=None) -> list[float]:
        return [sum(map(sum, each.values())) for each in model_input]


class OfIntegers(mlflow.pyfunc.PythonModel):
    def predict(self, model_input: list[int], params=None) -> list[int]:
        return [each + 1 for each in model_input]


class Seen(mlflow.pyfunc.PythonModel):
    """Says what it was given, and of which types."""

    def predict(self, context, model_input, params=None):
        return [self.seen(row) for row in model_input.to_dict(orient="records")]

    def seen(self, row):
        return json.dumps({name: f"{type(value).__name__} {value}" for name, value in sorted(row.items())})


class InPieces(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return ["all of it"] * len(model_input)

    def predict_stream(self, context, model_input, params=None):
        yield from ("one", "two")


def number_of(model_input):
    return [len(str(each)) for each in model_input]


NESTED = Schema(
    [
        ColSpec(Array(DataType.double), "emb"),
        ColSpec(Object([Property("a", DataType.string), Property("b", DataType.long, required=False)]), "obj"),
        ColSpec(Map(DataType.string), "free", required=False),
        ColSpec(DataType.string, "note", required=False),
    ]
)
OF_MANY_TYPES = Schema(
    [
        ColSpec("long", "i"),
        ColSpec("float", "f"),
        ColSpec("integer", "n"),
        ColSpec("boolean", "b"),
        ColSpec("datetime", "d"),
        ColSpec("string", "s"),
    ]
)
PARAMETERS = {"factor": 2.0, "steps": [1, 2], "mode": "ab"}


def save_all(folder):
    """Saves each of them below a folder; gives them by what is special about each."""
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    folder = Path(folder)
    of_x = infer_signature(TABLE, [1.0])
    own_code, own_loader = _own_code(folder), _own_loader(folder)
    save = _saver(folder)
    return {
        "parameters": Saved(save(Scaled(), signature=infer_signature(TABLE, [1.0], params=PARAMETERS)), RECORDS),
        "artifacts": Saved(
            save(WithArtifacts(), signature=of_x, model_config={"k": 4}, artifacts=_artifacts(folder)), RECORDS
        ),
        "code paths": Saved(save(own_code[0], signature=of_x, code_paths=own_code[1]), RECORDS),
        "from code": Saved(save(_script(folder, "Late", "Late()"), signature=of_x), RECORDS),
        "a function from code": Saved(save(_script(folder, "Late", "late"), input_example=["a"]), ["a", "bc"]),
        "a loader module": Saved(save(signature=of_x, **own_loader), RECORDS),
        "a function": Saved(save(number_of, input_example=["a"]), ["a", "bcd"]),
        "list[str]": Saved(save(OfTexts()), ["a", "b"]),
        "list[BaseModel]": Saved(save(OfPeople()), [{"name": "x", "age": 4}, {"name": "y", "tags": ["t"]}]),
        "list[dict]": Saved(save(OfMappings()), [{"a": [1.0, 2.0]}, {"b": [0.5]}]),
        "list[int]": Saved(save(OfIntegers()), [1, 2]),
        "nested columns": Saved(
            save(Seen(), signature=ModelSignature(inputs=NESTED)),
            [{"emb": [1.0, 2.0], "obj": {"a": "x"}}, {"emb": [], "obj": {"a": "y", "b": 3}}],
        ),
        "all columns": Saved(
            save(Seen(), signature=ModelSignature(inputs=NESTED)),
            [{"emb": [1.0, 2.0], "obj": {"a": "x"}, "free": {"k": "v"}, "note": "n"}],
        ),
        "in pieces": Saved(save(InPieces(), signature=of_x), RECORDS),
        "several flavours": Saved(_sklearn(folder), RECORDS),
        "of MLflow 1": Saved(_of_mlflow_1(folder), [[1.0], [2.5]]),
    }


def _saver(folder):
    made = []

    def save(model=None, **options):
        made.append(folder / f"model-{len(made)}")
        given = {} if model is None else {"python_model": model}
        mlflow.pyfunc.save_model(str(made[-1]), pip_requirements=REQUIRED, **given, **options)
        return made[-1]

    return save


def _artifacts(folder):
    (folder / "weights.json").write_text('{"w": 3}')
    (folder / "parts").mkdir()
    for name in "ab":
        (folder / "parts" / f"{name}.txt").write_text(name)
    return {"weights": str(folder / "weights.json"), "folder": str(folder / "parts")}


def _own_code(folder):
    """A model whose class and helpers are files of the user's, which lie beside the model."""
    lib = folder / "lib"
    (lib / "helpers_of_mlflow").mkdir(parents=True)
    (lib / "helpers_of_mlflow" / "__init__.py").write_text("def triple(x):\n    return 3 * x\n")
    (lib / "model_of_mlflow.py").write_text(
        textwrap.dedent(
            """
            import mlflow.pyfunc
            from helpers_of_mlflow import triple

            class Tripled(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input, params=None):
                    return [triple(float(x)) for x in model_input["x"]]
            """
        )
    )
    sys.path.insert(0, str(lib))
    import model_of_mlflow

    sys.path.remove(str(lib))
    return model_of_mlflow.Tripled(), [str(lib / "helpers_of_mlflow"), str(lib / "model_of_mlflow.py")]


def _own_loader(folder):
    file = folder / "loader_of_mlflow.py"
    file.write_text(
        textwrap.dedent(
            """
            import json

            class Weighted:
                def __init__(self, w):
                    self.w = w

                def predict(self, model_input, params=None):
                    return [self.w * float(x) for x in model_input["x"]]

            def _load_pyfunc(path):
                with open(path) as file:
                    return Weighted(json.load(file)["w"])
            """
        )
    )
    (folder / "own.json").write_text('{"w": 7}')
    return {"loader_module": file.stem, "data_path": str(folder / "own.json"), "code_paths": [str(file)]}


def _script(folder, name, made):
    """A file that says `set_model`."""
    file = folder / f"{name}_{len(list(folder.iterdir()))}.py"
    file.write_text(
        textwrap.dedent(
            f"""
            import mlflow.pyfunc
            from mlflow.models import set_model

            class Late(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input, params=None):
                    return [float(x) + 100 for x in model_input["x"]]

            def late(model_input):
                return [len(str(each)) for each in model_input]

            set_model({made})
            """
        )
    )
    return str(file)


def _sklearn(folder):
    """A native flavour beside the Python function, which answers with probabilities."""
    mlflow.sklearn.save_model(
        LogisticRegression().fit(TABLE, [0, 1]),
        str(folder / "several"),
        pyfunc_predict_fn="predict_proba",
        serialization_format="cloudpickle",
        signature=infer_signature(TABLE, [1.0]),
        input_example=TABLE,
        pip_requirements=["scikit-learn", "pandas"],
    )
    return folder / "several"


def _of_mlflow_1(folder):
    """As MLflow of 2019 wrote them: neither signature nor requirements.txt, and conda's packages beside pip's."""
    path = folder / "of_mlflow_1"
    path.mkdir()
    (path / "model.pkl").write_bytes(pickle.dumps(LogisticRegression().fit(np.array([[1.0], [2.0]]), [0, 1])))
    (path / "MLmodel").write_text(
        textwrap.dedent(
            """\
            artifact_path: model
            flavors:
              python_function:
                data: model.pkl
                env: conda.yaml
                loader_module: mlflow.sklearn
                python_version: 3.7.3
              sklearn:
                pickled_model: model.pkl
                serialization_format: cloudpickle
                sklearn_version: 0.20.3
            run_id: 451060d166ea47a99cf699a83a77cc57
            utc_time_created: '2019-05-19 18:43:53.714752'
            """
        )
    )
    (path / "conda.yaml").write_text(
        textwrap.dedent(
            """\
            channels:
            - defaults
            dependencies:
            - python=3.7.3
            - scikit-learn=0.20.3
            - pip:
              - mlflow
              - cloudpickle==0.6.1
            name: mlflow-env
            """
        )
    )
    return path
