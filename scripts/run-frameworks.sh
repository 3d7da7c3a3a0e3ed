#!/usr/bin/env bash
# run-frameworks.sh FAMILY [options of pytest]: the tests of a family of frameworks, which are too heavy to lie beside the
# tests' own packages, in an environment of its own under .cache. The family is a folder of python/tests/frameworks with
# its tests and a requirements.txt, whose first lines say how it was made.
set -euo pipefail
cd "$(dirname "$0")/.."
family=$1
shift
requirements=python/tests/frameworks/$family/requirements.txt
venv=.cache/frameworks-$family
export TRUSS_UV=${TRUSS_UV:-$PWD/.venv-dev/bin/uv} PATH=$PWD/node_modules/.bin:$PATH

if ! cmp -s "$requirements" "$venv/.stamp"; then
  "$TRUSS_UV" venv --quiet --clear "$venv" --python "$(scripts/require-tools.sh --print-python)"
  "$TRUSS_UV" pip sync --quiet --only-binary :all: --require-hashes --python "$venv/bin/python" "$requirements"
  echo "$PWD/python/src" > "$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/truss-dev.pth"
  cp "$requirements" "$venv/.stamp"
fi
# One thread each: other tests run beside these.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TRUSS_FRAMEWORK_TESTS=$family
exec "$venv/bin/python" -m pytest -q -c python/pyproject.toml --rootdir=python "python/tests/frameworks/$family" \
  -p no:cacheprovider -W ignore "$@"
