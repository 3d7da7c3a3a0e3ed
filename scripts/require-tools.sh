#!/usr/bin/env bash
# Says what the set-up needs of the machine and is not there; with --print-python, the path of the Python that it uses.
set -euo pipefail

python=
for candidate in python3 python3.13 python3.12 python3.11 python3.10 python3.9; do
  # A version manager's shim may be on the PATH and refuse to run, so each candidate is asked.
  if python=$("$candidate" -c 'import sys; assert sys.version_info >= (3, 9); print(sys.executable)' 2>/dev/null); then break; fi
  python=
done

missing=()
[ -n "$python" ] || missing+=("Python 3.9 or newer (python3)")
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null || missing+=("Node.js 20 or newer (node)")
command -v npm >/dev/null || missing+=("npm")
command -v curl >/dev/null || missing+=("curl")

if [ ${#missing[@]} -gt 0 ]; then
  printf 'This machine lacks: %s\n' "${missing[@]}" >&2
  exit 1
fi
if [ "${1:-}" = --print-python ]; then echo "$python"; fi
