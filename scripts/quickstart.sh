#!/usr/bin/env bash
# The quickstart as a user does it: the notebook's cells, then the terminal's commands, with the wheel installed in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
truss=iris_rfc
log=$(mktemp)
server=

stop() {
  if [ -n "$server" ] && kill -TERM "$server" 2>/dev/null; then wait "$server" || true; fi
  rm -f "$log"
}
trap stop EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

say "1. In a notebook (docs/quickstart/quickstart.ipynb)"
python scripts/run-notebook-cells.py docs/quickstart/quickstart.ipynb

input='{"inputs": [[5.1, 3.5, 1.4, 0.2]]}'
say "2. In a terminal: truss predict $truss -d '$input'"
truss predict "$truss" -d "$input"

port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
say "3. truss serve $truss --port $port"
truss serve "$truss" --port "$port" >"$log" 2>&1 &
server=$!
url="http://127.0.0.1:$port/v1/models/model"
for _ in $(seq 300); do
  curl --silent --fail --output /dev/null "$url" && break
  kill -0 "$server" 2>/dev/null || { cat "$log"; exit 1; }
  sleep 0.1
done
cat "$log"

say "4. curl -X POST $url:predict -H 'Content-Type: application/json' -d '$input'"
curl --silent --show-error --fail-with-body -X POST "$url:predict" -H 'Content-Type: application/json' -d "$input"
echo

say "5. Stopping the server"
kill -TERM "$server"
wait "$server"
server=
echo "stopped"

cat <<END

Done. Yours to go on with:
  .venv/bin/truss       the command line (try: .venv/bin/truss serve $truss)
  .venv/bin/python      Python with truss and scikit-learn
  $truss/             the truss: config.yaml, model/model.py, data/, requirements.lock
END
