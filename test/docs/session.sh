#!/usr/bin/env bash
# Runs the sh blocks of a page in one shell, as somebody does who pastes them into a terminal. Each line of stdin is the path of a file with the
# next block; $DONE is printed behind its output. `truss serve` goes on in the background once it is ready, until the next one or the end.
set -euo pipefail

server=

stop_server() {
  [ -n "$server" ] || return 0
  kill -TERM "$server"
  wait "$server"
  server=
}
trap stop_server EXIT

truss() {
  if [ "${1:-}" != serve ]; then
    command truss "$@"
    return
  fi
  stop_server
  rm -f "$SESSION/announcement"
  mkfifo "$SESSION/announcement"
  command truss "$@" --port "$PORT" >"$SESSION/announcement" 2>"$SESSION/server.log" &
  server=$!
  exec 9<"$SESSION/announcement"
  while IFS= read -r line <&9; do
    printf '%s\n' "$line"
    [ "$line" != 'Ctrl-C stops it.' ] || return 0
  done
  cat "$SESSION/server.log"
  return 1
}

# An answer that is an error must not look like one that is right.
curl() {
  command curl --silent --show-error --fail-with-body "$@"
}

while IFS= read -r block; do
  # shellcheck disable=SC1090
  source "$block" </dev/null
  printf '%s\n' "$DONE"
done
