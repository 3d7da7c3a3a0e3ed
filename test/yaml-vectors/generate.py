"""Write pyyaml.json: texts, and what PyYAML's safe loader makes of each, as JSON.

Run it with a Python that has PyYAML 6: `python test/yaml-vectors/generate.py`.
`src/core/config/yaml/pyyaml.test.ts` reads the same texts with our own reader and compares.
"""

# ruff: noqa: SIM905 -- a script of its own; a list of words is easier to read as one text

from __future__ import annotations

import datetime as dt
import json
import math
import pathlib

import yaml

SCALARS = """
y n Y N yes Yes YES no No NO true True TRUE false False FALSE on On ON off Off OFF yEs tRue oN
~ null Null NULL nUll none None nil
0 1 -1 +1 00 007 010 08 09 0o10 0x10 0xFF 0XFF 0b101 0b2 1_000 1_ _1 -0x10 +010 1e3 1E3 0x 1__0 0_ 00_7
1.0 1. .5 -.5 +1.5 1.5e3 1.5e+3 1.5E-3 1.e+3 .5e+1 1_0.5_0 . -. +. .e+3 1.2.3 1,5 1e+3 1.0e400
.inf -.inf +.Inf .INF .iNf inf nan .nan .NaN .NAN -.nan infinity
1:30 1:60 12:30:45 -1:30 0:30 1:30.5 190:20:30.15 1:3:0 01:30
2022-01-01 2022-1-1 2022-01-01T00:00:00Z 2022-1-1T1:02:03 2022-01-01t01:02:03.5+02:00 2022-01 20220101 12-01-2022
123456789012345678901234567890 -9007199254740993 9007199254740992
3.10 3.9 3.11 py311 1.2.3 v1.0 500m 512Mi 2Gi 30s 1d <<x << = == != a=b =b
numpy==1.0 numpy>=1.0,<2 torch==2.9.1+cpu package[extra]==1.0 http://example.org/a#b a#b
""".split()

DOCUMENTS = [
    "",
    "# nothing but a comment\n",
    "---\n",
    "--- \na: 1\n",
    "---\na: 1\n...\n",
    "a:\n",
    "a: ''\n",
    'a: ""\n',
    "n: 1\ny: 2\nN: 3\n",
    "on: 1\nno: 2\nnull: 3\n",
    "1: a\n0x10: c\n2.0: b\n1.5: d\n",
    "a: 1\na: 2\n",
    "a: {b: 1, c: [2, 3]}\nd: [e, {f: 4}]\n",
    "a: [b: 1]\n",
    "[a: 1, b]\n",
    "{a, b: 1}\n",
    "{a: , b: }\n",
    "a: {b:1}\n",
    'a: {"b":1}\n',
    "a: [b:c]\n",
    "a: [http://x, y]\n",
    "a: http://x:80/y\n",
    "a: b#c\nd: e #c\n",
    "a: 'it''s'\nb: \"tab\\tnew\\nline \\u00e9 \\x41\"\n",
    "a: |\n  one\n  two\n\nb: >\n  one\n  two\n\n  three\n",
    "a: |-\n  one\nb: |+\n  two\n\nc: >-\n  x\n  y\n",
    "a: |2\n    indented\n",
    "a: plain\n  goes on\n  here\n",
    "a: 'quoted\n  goes on\n\n  here'\n",
    "- - a\n  - b\n- c: d\n  e: f\n-\n",
    "a:\n- b\n- c\nd: e\n",
    "? a\n: b\n? c\n",
    "a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n",
    "base: &base {a: 1, b: 2}\nderived:\n  <<: *base\n  b: 3\n",
    "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc:\n  z: 3\n  <<: [*a, *b]\n",
    "a: &a {x: 1}\nb: &b {x: 2}\nc:\n  <<: *a\n  <<: *b\n",
    'a: {"<<": {b: 1}}\n',
    "a: {<<: {b: 1}}\n",
    "a: !!str 1\nb: !!str yes\nc: !!int 3\nd: !!bool no\ne: !!null ~\nf: !!float 1.5\n",
    "a: !!map {b: 1}\nc: !!seq [d]\n",
    "%YAML 1.1\n---\na: yes\n",
    "%YAML 1.2\n---\na: yes\nb: 010\n",
    "a: b\r\nc:\r\n  - d\r\n",
    "\ufeffa: 1\n",
    "a: \u00fcber \u4f60\u597d \U0001f600\n",
    "a: -1\nb: -x\nc: ?x\nd: :x\n",
    "requirements:\n- numpy==1.21.0\n- git+https://github.com/x/y.git@main#egg=y\n- torch @ https://x/y.whl\n",
    "secrets: {a: null, b: ''}\nresources: {cpu: 500m, memory: 512Mi, use_gpu: no}\n",
    "environment_variables:\n  DEBUG: yes\n  PORT: 8080\n  RATE: 1.10\n",
    "a: 1\n---\nb: 2\n",
    "a: [1, 2\n",
    "a: b: c\n",
    "a:\n\t- b\n",
    "a: @b\n",
    "a: `b`\n",
    "a: !custom 1\n",
    "a: !!python/object:os.system []\n",
    "a: *nothing\n",
    "? [a]\n: b\n",
    'a: "unclosed\n',
    "a: 1\n  b: 2\n",
    "- a\nb: 1\n",
    "{[a]: 1}\n",
    "a: {<<: 3}\n",
    # Lines inside of brackets and quotes stand where they like.
    "requirements: [\nsix,\n]\n",
    "requirements:\n  [\nsix,\ntorch == 2.0 , # why\n# and why not\n  ]\nname: b\n",
    "resources: {\ncpu: '1',\n memory:\n2Gi\n}\n",
    "a:\n  b: {c: [\n1,\n{d: e}], f:\n'g\nh'}\n  i: j\n",
    "a:\n- [b,\nc]\n- {d:\ne}\n- f\n",
    "- name: x\n  input: {\n  inputs: [[1, 2],\n  [3, 4]]\n}\n- name: y\n  input: 1\n",
    "a: [x\ny, z]\nb: {c: d\ne}\n",
    'a: "x\ny"\nb: c\n',
    'a:\n  b: "x\n\n y\\\n  z"\n  c: d\n',
    "a:\n- 'x\ny'\n- z\n",
    "a: 'b\n\nc\n'\n",
    "a:\n  - 'b\n- c: d'\n  - e\n",
    "a: [b\n",
    "a: [b}\n",
    "a: {b: [c}\nd: e\n",
    "a: 'b\nc: d\n",
    "a: [\n---\nb]\n",
    "a: 'b\n--- c'\n",
    # A comment stands right behind a bracket or a quote.
    "a: [#b\nc,#d\ne]#f\ng: 'h'#i\n",
    # A block of lines that the text ends with.
    *(
        f"a: {style}{chomping}\n  b\n{more}"
        for style in "|>"
        for chomping in ("", "-", "+")
        for more in ("  c", "  c\n", "  c\n\n", "    c", "\n  c\n ", "  c  ", "# c", "")
    ),
    "a:\n- b: |\n    c",
    "|\n  a",
    "a: |\n  b\nc: d",
]


def to_json(value: object) -> object:
    """Give what `json.dumps` can write: dates as text, and null for what JSON has no word for."""
    if isinstance(value, dict):
        return {key: to_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, dt.date) else value


def load(text: str) -> dict[str, str]:
    """Give what PyYAML makes of a text: its type and its JSON, or the name of the error."""
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        return {"text": text, "error": type(error).__name__}
    value_json = json.dumps(to_json(value), separators=(",", ":"), ensure_ascii=False)
    return {"text": text, "type": type(value).__name__, "json": value_json}


if __name__ == "__main__":
    texts = [f"{scalar}\n" for scalar in SCALARS] + DOCUMENTS
    lines = ",\n".join(f"    {json.dumps(load(text))}" for text in texts)
    header = '{\n  "$comment": "Made by test/yaml-vectors/generate.py; do not edit.",\n'
    body = f'  "pyyaml": "{yaml.__version__}",\n  "vectors": [\n{lines}\n  ]\n}}\n'
    pathlib.Path(__file__).with_name("pyyaml.json").write_text(header + body)
