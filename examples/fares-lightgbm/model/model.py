# Made by Truss (da2fe0e081d78a22). Edit it as you like: when the truss is made again, an edited file is kept.
"""Answers requests with the LGBMRegressor in data/model/model.txt."""

import json

import lightgbm
import pandas as pd
from truss import HTTPError


class Model:
    def __init__(self, config, data_dir, **kwargs):
        self.config = config
        self.model_dir = data_dir / "model"
        self.model = None

    def load(self):
        """Runs once, before the first request."""
        self.model = lightgbm.Booster(model_file=str(self.model_dir / "model.txt"))
        self.columns = json.loads((self.model_dir / "columns.json").read_text("utf-8"))

    # def preprocess(self, request):
    #     """Runs before predict, which gets what this returns."""
    #     return request

    def predict(self, request):
        """Answers {"inputs": [{column: value, …}, …]} with {"predictions": […]}."""
        inputs = read_inputs(request, self.columns)
        try:
            return {"predictions": self.model.predict(inputs)}
        except (TypeError, ValueError, lightgbm.basic.LightGBMError) as error:
            # How LightGBM says that values do not fit: a text for a number, another number of columns.
            raise HTTPError(400, f"inputs{missing_in(inputs, error)}: {error}") from error

    # def postprocess(self, response):
    #     """Runs after predict; what this returns is sent."""
    #     return response


def read_inputs(request, columns):
    """Gives the rows of a request as a DataFrame with the columns that the model was fitted on, in their order."""
    if not isinstance(request, dict):
        raise HTTPError(400, 'The request needs "inputs", a list of records')
    inputs = request["inputs"] if "inputs" in request else request  # or the columns themselves, as in V2
    frame = read_frame(inputs, columns)
    return pd.DataFrame({name: convert(name, frame[name], column) for name, column in columns.items()})


def read_frame(inputs, columns):
    """Takes a list of records, one record, a list of rows in the order of the columns, or a list for each column."""
    names = list(columns)
    if isinstance(inputs, str) or not hasattr(inputs, "__len__"):
        raise HTTPError(400, f"inputs: a list of records is needed, found {type(inputs).__name__}")
    needed = [name for name in names if not columns[name].get("optional")]
    if isinstance(inputs, dict) and inputs and all(pd.api.types.is_scalar(value) for value in inputs.values()):
        inputs = [inputs]
    by_column = isinstance(inputs, dict)
    for index, record in enumerate([inputs] if by_column else inputs):
        missing = [name for name in needed if isinstance(record, dict) and name not in record]
        if missing:
            where = "inputs" if by_column else f"inputs[{index}]"
            raise HTTPError(400, f"{where}: {', '.join(missing)} missing; the columns are {', '.join(names)}")
    try:
        return pd.DataFrame(inputs, columns=names)
    except (TypeError, ValueError) as error:
        raise HTTPError(400, f"inputs: {error}; the columns are {', '.join(names)}") from error


def convert(name, values, column):
    """Gives a column the type that it had when the model was fitted; JSON's null is a missing value."""
    fitted = column.get("dtype", "float64" if column["kind"] == "number" else None)
    if str(values.dtype) == fitted or (column["kind"] == "any" and values.dtype != object):
        return values
    needed, read, finish = KINDS[column["kind"]]
    found = []
    for row, value in enumerate(values):
        try:
            found.append(None if value is None or value != value else read(value, column))
        except Exception:
            message = f"inputs[{row}]: column {name!r}: {needed} is needed, found {value!r:.80}"
            raise HTTPError(400, message) from None
    series = pd.Series(found, index=values.index, dtype=object)
    return series if column.get("keeps_none") else finish(series, column)


def missing_in(frame, error):
    """Says which value is missing, where that is what the model complains of."""
    missing = frame.isna().to_numpy()
    if not missing.any() or not ("NaN" in str(error) or "missing" in str(error)):
        return ""
    row, column = divmod(int(missing.argmax()), missing.shape[1])
    return f"[{row}]: column {frame.columns[column]!r} is missing"


def read_number(value, column):
    return float(value) if isinstance(value, str) else value + 0


def finish_number(values, column):
    numbers = pd.to_numeric(values)
    if "dtype" not in column:
        return numbers
    try:
        typed = numbers.astype(column["dtype"])
    except (TypeError, ValueError):
        return numbers  # a fraction or a missing value in a column of integers
    is_exact = typed.dtype.kind == "f" or (typed == numbers).all()
    return typed if is_exact else numbers


def read_boolean(value, column):
    known = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
    return known[value.lower() if isinstance(value, str) else value]


def finish_boolean(values, column):
    if column.get("dtype", "bool") == "bool" and values.isna().any():
        return values.where(values.notna(), float("nan"))  # as pandas has them: bool knows no missing values
    return values.astype(column["dtype"]) if "dtype" in column else values


def read_category(value, column):
    if "of" in column:
        return KINDS[column["of"]["kind"]][1](value, column["of"])
    kinds = (str,) if isinstance(column["categories"][0], str) else (bool, int, float)
    if not isinstance(value, kinds):
        raise TypeError
    return value


def finish_category(values, column):
    categories = column["categories"]
    if "of" in column:
        _, read, finish = KINDS[column["of"]["kind"]]
        categories = finish(pd.Series([read(each, column["of"]) for each in categories]), column["of"]).tolist()
    known = set(categories)
    # What was never seen stays what it is: the model knows what to do with it, or refuses it.
    unknown = [value for value in values.dropna().unique() if value not in known]
    dtype = pd.CategoricalDtype([*categories, *unknown], ordered="ordered" in column)
    return pd.Series(pd.Categorical(values, dtype=dtype), index=values.index)


KINDS = {
    "number": ("a number", read_number, finish_number),
    "boolean": ("true or false", read_boolean, finish_boolean),
    "category": ("a value like its categories", read_category, finish_category),
}
