#!/usr/bin/env bash
# build-wheel.sh UV: copies the engine's bundle beside the Python package and builds the one wheel into dist/.
set -euo pipefail
uv=$(realpath "$1")
cd "$(dirname "$0")/.."

rm -rf python/src/truss/_engine
mkdir -p python/src/truss/_engine
# The worker is left out: the wheel carries truss_worker as a package of its own, beside truss.
tar -C dist/engine --exclude=./python -cf - . | tar -C python/src/truss/_engine -xf -
rm -f dist/truss-*.whl
"$uv" build --quiet --wheel --out-dir dist python
ls dist/truss-*.whl
