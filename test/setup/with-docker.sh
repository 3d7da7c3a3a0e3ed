#!/usr/bin/env bash
# Runs a command beside a Docker engine that has the base images of images: one that runs already, or, where nobody has to be asked for it
# (root on a Debian, in CI or with TEST_SETUP=1 or without a terminal), one that is installed, started, and stopped at the end.
# What the command sees: TRUSS_TEST_DOCKER=1 where there is an engine with base images, TRUSS_TEST_COMPOSE=1 where it has Compose, too; nothing
# where the tests are to be skipped.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=/var/run/truss-test-docker
socket=/var/run/docker.sock

# The client of Debian's package has BuildKit built in; another one may come first on the PATH and lack it.
docker() { if [ -x /usr/bin/docker ]; then /usr/bin/docker "$@"; else command docker "$@"; fi; }

answers() { command -v docker >/dev/null && docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

may_install() {
  [ "${TEST_SETUP:-}" != 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  [ -n "${CI:-}" ] || [ "${TEST_SETUP:-}" = 1 ] || ! [ -t 0 ]
}

install_packages() {
  echo "Installing with apt: $*" >&2
  export DEBIAN_FRONTEND=noninteractive
  # Nothing is to be started as a service.
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d; }
  # Another set-up may be at apt.
  local options=(-qq --yes --no-install-recommends -o DPkg::Lock::Timeout=300)
  apt-get install "${options[@]}" "$@" >/dev/null 2>&1 ||
    { apt-get update -qq >/dev/null 2>&1 && apt-get install "${options[@]}" "$@" >/dev/null; }
}

install_engine() {
  command -v dockerd >/dev/null || install_packages docker.io
  command -v mmdebstrap >/dev/null || install_packages mmdebstrap
}

# Starts the engine; several runs on one machine share it, and the last one stops it.
start_engine() {
  mkdir -p "$state/users"
  exec 8>"$state/lock"
  flock 8
  if ! answers; then
    setsid dockerd --host "unix://$socket" >"$state/log" 2>&1 </dev/null 8>&- &
    echo $! >"$state/pid"
    for _ in $(seq 240); do
      if answers; then break; fi
      kill -0 "$(cat "$state/pid")" 2>/dev/null || break
      sleep 0.25
    done
  fi
  if answers && [ -e "$state/pid" ]; then touch "$state/users/$$"; fi
  flock -u 8
  answers || { echo "The Docker engine does not start here:" >&2 && tail -n 5 "$state/log" >&2; }
}

stop_engine() {
  [ -e "$state/users/$$" ] || return 0
  flock 8
  rm -f "$state/users/$$"
  local user others=0
  for user in "$state/users"/*; do
    [ -e "$user" ] || continue
    if kill -0 "$(basename "$user")" 2>/dev/null; then others=1; else rm -f "$user"; fi
  done
  if [ "$others" = 0 ] && [ -e "$state/pid" ]; then
    local pid
    pid=$(cat "$state/pid")
    # Images go with their tests; what builds keep of the heavy ones would not.
    docker builder prune --force --keep-storage 20GB >/dev/null 2>&1 || true
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 120); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
    rm -f "$state/pid"
  fi
  flock -u 8
}

has_compose() { docker compose version >/dev/null 2>&1; }

# Compose is a plugin of the client: `docker-compose-v2` of Ubuntu, `docker-compose` of Debian from 13 on. In Debian 12 that name is of the
# program before it: there the plugin is taken out of the package of 13, by an apt that knows nothing else, and changes nothing of the system.
add_compose() {
  local name place=$here/../../.cache/docker-compose
  for name in docker-compose-v2 docker-compose; do
    if apt-cache policy "$name" | grep -qE 'Candidate: (2|[3-9]|[1-9][0-9])[.]'; then install_packages "$name" && has_compose && return; fi
  done
  if ! [ -d "$place" ]; then fetch_compose "$place" || return 1; fi
  DOCKER_CONFIG=$(realpath "$place")
  export DOCKER_CONFIG
  has_compose
}

fetch_compose() (
  half=$(mktemp -d) && trap 'rm -rf "$half"' EXIT
  # What verifies it is there in Debian 12, too.
  key=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -e "$key" ] || exit 1
  echo "Fetching Compose from Debian 13" >&2
  mkdir -p "$half"/etc/apt/{sources.list.d,preferences.d,apt.conf.d} "$half"/var/lib/{dpkg,apt/lists/partial} "$half"/var/cache/apt/archives/partial
  : >"$half/var/lib/dpkg/status"
  echo "deb [signed-by=$key] http://deb.debian.org/debian trixie main" >"$half/etc/apt/sources.list"
  options=(-qq -o "Dir=$half" -o "Dir::State::status=$half/var/lib/dpkg/status" -o Acquire::Languages=none -o APT::Sandbox::User=root)
  cd "$half"
  apt-get "${options[@]}" update >/dev/null && apt-get "${options[@]}" download docker-compose >/dev/null || exit 1
  mkdir -p out/cli-plugins "$(dirname "$1")"
  dpkg-deb --fsys-tarfile docker-compose_*.deb | tar --extract --directory out/cli-plugins --strip-components=5 ./usr/libexec/docker/cli-plugins/docker-compose
  # Another run may have been faster.
  mv --no-target-directory out "$1" || [ -d "$1" ]
)

if ! answers && may_install; then
  install_engine && start_engine || true
  trap stop_engine EXIT
elif [ -e "$state/pid" ] && answers; then
  start_engine
  trap stop_engine EXIT
fi
if answers && "$here/base-images.sh"; then export TRUSS_TEST_DOCKER=1; fi
if answers && { has_compose || { may_install && add_compose; }; }; then export TRUSS_TEST_COMPOSE=1; fi
# A child, so that the engine is stopped however it ends; what is sent to us is its to answer.
"$@" &
child=$!
trap 'kill -TERM $child 2>/dev/null || true' TERM INT
status=0
wait "$child" || status=$?
exit "$status"
