#!/usr/bin/env bash
# Runs a command beside a Kubernetes of its own, built from source where that has not been done yet. What the command sees:
# TRUSS_TEST_CLUSTER, the directory of the cluster; nothing where there can be none, and then it is said why.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
needed_go=26

packages=(containerd runc containernetworking-plugins nftables iptables iproute2 openssl procps util-linux docker-registry)

# Those that are not installed.
wanted_packages() {
  local package
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done
}

# Where somebody sits at a terminal nothing is installed behind their back.
may_install() { [ -n "${CI:-}" ] || [ "${TEST_SETUP:-}" = 1 ] || ! [ -t 0 ]; }

missing() {
  if [ "${TEST_SETUP:-}" = 0 ]; then echo "TEST_SETUP=0 lets nothing be installed"; fi
  if [ "$(uname)" != Linux ]; then echo "it needs Linux"; fi
  if [ "$(id -u)" != 0 ]; then echo "it needs root"; fi
  if ! command -v apt-get >/dev/null; then
    echo "it needs Debian's packages"
  elif ! may_install && [ -n "$(wanted_packages)" ]; then
    echo "TEST_SETUP=1 lets it install $(wanted_packages | xargs)"
  fi
  local minor
  minor=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed -nE 's/^go1\.([0-9]+).*/\1/p')
  if [ -z "$minor" ]; then echo "it needs Go"; elif [ "$minor" -lt $needed_go ]; then echo "it needs Go 1.$needed_go, and this is 1.$minor"; fi
}

install_packages() {
  local wanted
  mapfile -t wanted < <(wanted_packages)
  if [ ${#wanted[@]} = 0 ]; then return; fi
  echo "Installing with apt: ${wanted[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  # Nothing is to be started as a service.
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d; }
  local options=(-qq --yes --no-install-recommends -o DPkg::Lock::Timeout=600)
  apt-get install "${options[@]}" "${wanted[@]}" >/dev/null 2>&1 ||
    { apt-get update -qq >/dev/null 2>&1 && apt-get install "${options[@]}" "${wanted[@]}" >/dev/null; }
}

why=$(missing | head -n 1)
if [ -n "$why" ]; then
  echo "No Kubernetes here, so that nothing is tried on one: $why." >&2
  exec "$@"
fi

programs=$("$here/build.sh")
install_packages
# One cluster at a time on a machine.
exec 9>/var/run/truss-test-kubernetes.lock
flock 9
dir=$(mktemp -d "${TMPDIR:-/tmp}/truss-cluster.XXXX")
stop() {
  if [ -e "$dir/first" ]; then "$here/cluster.sh" down "$dir" || true; fi
  rm -rf "$dir"
}
trap stop EXIT
"$here/cluster.sh" up "$dir" "$programs" >&2
export TRUSS_TEST_CLUSTER=$dir
# A child, so that the cluster is ended however it ends; what is sent to us is its to answer.
"$@" 9>&- &
child=$!
trap 'kill -TERM $child 2>/dev/null || true' TERM INT
status=0
wait "$child" || status=$?
exit "$status"
