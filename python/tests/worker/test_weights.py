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


def test_a_model_waits_for_those_that_are_on_their_way(start, tmp_path):
    worker = start(
        """
        import threading, time

        class Model:
            def __init__(self, context, lazy_data_resolver):
                print("asked for a", flush=True)
                self.here = context.weights["here"].name
                self.first = context.weights["a"].name
                open("first", "w").close()
                self.folder = lazy_data_resolver.block_until_download_complete().name

            def predict(self, request):
                return [self.here, self.first, self.folder]
    """,
        weights={
            "places": {name: str(tmp_path / name) for name in ("here", "a", "b")},
            "arriving": {name: str(tmp_path / f"{name}.ready") for name in ("a", "b")},
        },
    )
    (tmp_path / "a.ready").touch()
    while not (worker.directory / "first").exists():
        pass
    (tmp_path / "b.ready").touch()
    worker.ready()
    assert json.loads(worker.ask(b"1").payload) == ["here", "a", "data"]
