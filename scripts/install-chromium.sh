#!/usr/bin/env bash
# Installs Debian's Chromium, in which pages are looked at, where that can be done without a question; the tests of pages are skipped
# where it is missing. A browser that a package manager keeps up to date needs no download of its own for each version of the tests.
set -uo pipefail

found() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || [ -n "${TRUSS_TEST_CHROMIUM:-}" ]
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  install() { apt-get install -qq --yes --no-install-recommends chromium fonts-liberation >/dev/null 2>&1; }
  install || { apt-get update -qq >/dev/null 2>&1 && install; } || true
fi
found || echo "No chromium here: the pages are not tried in a browser." >&2
