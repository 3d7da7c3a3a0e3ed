"""Files that do not lie in the truss, as the model finds them."""

import json


def test_the_context_says_where_they_are(start, tmp_path):
    (tmp_path / "llama").mkdir()
    (tmp_path / "llama" / "config.json").write_text("{}")
    worker = start(
        """
        class Model:
            def __init__(self, context):
                self.seen = {
                    "names": sorted(context.weights),
                    "files": [path.name for path in context.weights["llama"].iterdir()],
                    "there": ["llama" in context.weights, "other" in context.weights, len(context.weights)],
                    "data": context.data_dir.name,
                }
                try:
                    context.weights["other"]
                except KeyError as error:
                    self.seen["error"] = error.args[0]

            def predict(self, request):
                return self.seen
    """,
        weights={"places": {"llama": str(tmp_path / "llama")}},
    )
    worker.ready()
    assert json.loads(worker.ask(b"1").payload) == {
        "names": ["llama"],
        "files": ["config.json"],
        "there": [True, False, 1],
        "data": "data",
        "error": "There are no weights named 'other' in the config; there are: llama",
    }


def test_without_any_there_are_none(start):
    worker = start("""
        class Model:
            def __init__(self, context):
                self.count = len(context.weights)

            def predict(self, request):
                return self.count
    """)
    worker.ready()
    assert worker.ask(b"1").payload == b"0"
