#!/usr/bin/env bash
# install-uv.sh DIR: puts uv, at the version that the repository was tried with, into a small virtual environment.
set -euo pipefail
target=$1
version=$(sed -n 's/^uv==//p' "$(dirname "$0")/../python/requirements-dev.in")
python=$("$(dirname "$0")/require-tools.sh" --print-python)

rm -rf "$target"
if ! "$python" -m venv "$target" 2>/dev/null; then
  echo "python3 -m venv does not work here (on Debian: apt-get install python3-venv)" >&2
  exit 1
fi
"$target/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$version"
