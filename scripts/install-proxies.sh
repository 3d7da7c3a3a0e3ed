#!/usr/bin/env bash
# Installs the proxies that a server is tried behind, where that can be done without a question; the tests of those that are missing are
# skipped.
set -uo pipefail

missing=()
for proxy in nginx haproxy caddy; do
  command -v "$proxy" >/dev/null || [ -x "/usr/sbin/$proxy" ] || missing+=("$proxy")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  # None of them shall be started as a service.
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d; }
  for proxy in "${missing[@]}"; do
    # One by one: a system that has no package of one may have the others.
    apt-get install -qq --yes --no-install-recommends "$proxy" >/dev/null 2>&1 ||
      { apt-get update -qq >/dev/null 2>&1 && apt-get install -qq --yes --no-install-recommends "$proxy" >/dev/null 2>&1; } || true
  done
fi
for proxy in "${missing[@]}"; do
  command -v "$proxy" >/dev/null || [ -x "/usr/sbin/$proxy" ] || echo "No $proxy here: a server behind it is not tried." >&2
done
