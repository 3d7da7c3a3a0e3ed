"""Whether requests and answers of packed models fit the schemas of their faces, as another validator says."""

import json
import subprocess
from pathlib import Path

from jsonschema import Draft202012Validator

from truss._packing.pack import pack
from truss.frameworks.known import framework_of

ROOT = Path(__file__).parents[3]

_DESCRIBE = """
import {{ describeModel }} from {module};
const sources = JSON.parse(await new Response(process.stdin).text());
const models = sources.map(({{ name, signature, examples }}) =>
  describeModel({{ name, version: "1", description: null, signature, model: null, examples }}));
console.log(JSON.stringify(models));
"""


def describe(models, folder_for):
    """Packs models and describes them; gives the schema of each by name, with the bodies and answers of its trials.

    Args:
        models: by name, what makes a model and its rows of examples, or None for rows that are made up.
        folder_for: makes an empty folder of a name.
    """
    sources, asked = [], {}
    for name, make in models.items():
        model, rows = make()
        packed = pack(framework_of(model), model, folder_for("staging"), rows)
        asked[name] = [(json.loads(each.body), each.output and json.loads(each.output)) for each in packed.questions]
        sources.append({"name": name, "signature": packed.config["signature"], "examples": []})
    module = json.dumps((ROOT / "src/core/schema/describe-model.ts").as_uri())
    node = ROOT / "node_modules/.bin/node"
    command = [node, "--input-type=module", "--eval", _DESCRIBE.format(module=module)]
    told = subprocess.run(command, input=json.dumps(sources), capture_output=True, text=True, check=True)
    return {schema["name"]: (schema, asked[schema["name"]]) for schema in json.loads(told.stdout)}


def assert_fits(schema, asked):
    """Holds each body and each answer against the schemas, which have to be schemas themselves."""
    assert asked
    for body, answer in asked:
        for side, value in (("input_schema", body), ("output_schema", answer)):
            if schema[side] is not None:
                Draft202012Validator.check_schema(schema[side])
                Draft202012Validator(schema[side]).validate(value)


def assert_refused(schema, body):
    assert not Draft202012Validator(schema["input_schema"]).is_valid(body)
