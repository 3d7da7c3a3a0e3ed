#!/usr/bin/env bash
# run-corpus.sh newest|oldest [options of pytest]: packs and asks every estimator of scikit-learn in its newest version,
# or in the oldest that Truss supports, in an environment of its own under .cache.
set -euo pipefail
cd "$(dirname "$0")/.."
which=$1
shift
requirements=python/tests/corpus/requirements/$which.txt
venv=.cache/corpus-$which

# The oldest has no wheels for a newer Python; where there is none of 3.9, uv fetches one.
find_python() {
  if [ "$which" = newest ]; then
    scripts/require-tools.sh --print-python
    return
  fi
  for candidate in python3.9 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.9.*/bin/python; do
    if "$candidate" -c 'import sys; print(sys.executable)' 2>/dev/null; then return; fi
  done
  echo 3.9
}

if ! cmp -s "$requirements" "$venv/.stamp"; then
  uv=${TRUSS_UV:-.venv-dev/bin/uv}
  "$uv" venv --quiet --clear "$venv" --python "$(find_python)"
  "$uv" pip sync --quiet --only-binary :all: --require-hashes --python "$venv/bin/python" "$requirements"
  cp "$requirements" "$venv/.stamp"
fi
# One thread each: two of these run side by side.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TRUSS_QUIET=1
exec "$venv/bin/python" -m pytest -q -c python/pyproject.toml --rootdir=python python/tests/corpus/walk.py \
  -p no:cacheprovider -W ignore "$@"
