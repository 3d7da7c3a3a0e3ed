#!/usr/bin/env bash
# build-wheel.sh UV: builds the one wheel into dist/, of the Python package with the engine's bundle in it. It is put together in
# an empty place, so that nothing that lies about in the sources gets in.
set -euo pipefail
uv=$(realpath "$1")
cd "$(dirname "$0")/../.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

cp python/pyproject.toml python/README.md LICENSE dist/engine/THIRD_PARTY_LICENSES "$place"
# Nor is an engine that an earlier build has left among the sources.
tar -C python --exclude=__pycache__ --exclude=_engine -cf - src | tar -C "$place" -xf -
mkdir "$place/src/truss/_engine"
# The worker is left out: the wheel carries truss_worker as a package of its own, beside truss.
tar -C dist/engine --exclude=./python --exclude=./THIRD_PARTY_LICENSES -cf - . | tar -C "$place/src/truss/_engine" -xf -

# What goes into images, likewise.
mkdir "$place/src/truss/_engine/image"
tar -C dist/image --exclude=./python -cf - . | tar -C "$place/src/truss/_engine/image" -xf -

rm -f dist/truss-*.whl
"$uv" build --quiet --wheel --out-dir dist "$place"
ls dist/truss-*.whl
