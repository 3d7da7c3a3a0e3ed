#!/usr/bin/env bash
# Runs a command beside a Podman that has the base images of images: the one that is installed; or, where nobody has to be asked for it (as in
# with-docker.sh, below which this runs) and a Docker engine runs whose base images it can take, one that is unpacked in a place of its own:
# on no PATH, so that nobody else finds it.
# What the command sees: TRUSS_TEST_PODMAN, a folder with `podman` and nothing else; nothing where the tests are to be skipped.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${TRUSS_TEST_PYTHON:-python3}
bases=("python:$("$python" -c 'import sys; print("3.%d" % sys.version_info[1])')-slim" "node:$(node --version | sed -E 's/^v([0-9]+).*/\1/')-slim")
# Not below the repository: what an engine has mounted cannot be removed.
place=/var/lib/truss-test-podman
run=/run/truss-test-podman

docker() { if [ -x /usr/bin/docker ]; then /usr/bin/docker "$@"; else command docker "$@"; fi; }

installed() { PATH=$PATH:/usr/bin:/usr/local/bin command -v podman; }

# Downloads what apt would install, and unpacks it.
unpack() (
  half=$(mktemp -d "$place/half.XXXX") && trap 'rm -rf "$half"' EXIT
  export DEBIAN_FRONTEND=noninteractive
  options=(-qq --yes --no-install-recommends --download-only -o "Dir::Cache::archives=$half/archives" -o DPkg::Lock::Timeout=300 -o APT::Sandbox::User=root)
  packages=(podman netavark aardvark-dns catatonit)
  mkdir -p "$half/archives/partial" "$half/root"
  echo "Fetching Podman, which is not installed" >&2
  apt-get install "${options[@]}" "${packages[@]}" >/dev/null 2>&1 ||
    { apt-get update -qq >/dev/null 2>&1 && apt-get install "${options[@]}" "${packages[@]}" >/dev/null; } || exit 1
  for package in "$half"/archives/*.deb; do dpkg-deb --extract "$package" "$half/root" || exit 1; done
  mv --no-target-directory "$half/root" "$place/root"
)

# What Podman reads of a system, for what was unpacked.
configure() {
  local runc libraries
  runc=$(PATH=$PATH:/usr/sbin:/usr/bin command -v runc) || { echo "Podman needs runc." >&2 && return 1; }
  mkdir -p "$place"/{bin,home/.config/containers,networks}
  cp "$place/root/etc/containers/policy.json" "$place/home/.config/containers/"
  cat "$place"/root/etc/containers/registries.conf.d/*.conf "$place/root/etc/containers/registries.conf" >"$place/registries.conf"
  printf '[storage]\ndriver = "overlay"\nrunroot = "%s"\ngraphroot = "%s"\n' "$run" "$place/store" >"$place/storage.conf"
  # Podman asks for limits that a machine without CAP_SYS_RESOURCE cannot give.
  cat >"$place/containers.conf" <<C
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=4096:4096"]
init_path = "$place/root/usr/bin/catatonit"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$run/libpod"
conmon_path = ["$place/root/usr/bin/conmon"]
helper_binaries_dir = ["$place/root/usr/lib/podman", "$place/root/usr/libexec/podman"]
runtime = "runc"
[engine.runtimes]
runc = ["$runc"]
[network]
network_backend = "netavark"
network_config_dir = "$place/networks"
C
  libraries=$(printf '%s:' "$place"/root/usr/lib/*-linux-gnu "$place"/root/lib/*-linux-gnu)
  cat >"$place/bin/podman" <<P
#!/bin/sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=$place/home LD_LIBRARY_PATH=$libraries
export CONTAINERS_CONF=$place/containers.conf CONTAINERS_REGISTRIES_CONF=$place/registries.conf CONTAINERS_STORAGE_CONF=$place/storage.conf
# Health checks are asked by timers of systemd, where it runs.
[ -d /run/systemd/system ] || export DISABLE_HC_SYSTEMD=true
# That of Docker's tests has plugins and no config.json, which Podman takes for an error.
unset DOCKER_CONFIG
exec $place/root/usr/bin/podman "\$@"
P
  chmod +x "$place/bin/podman"
}

# Under the name that Podman gives to what it pulls.
copy_base() {
  local name=$1 id
  id=$(docker image inspect --format '{{.Id}}' "$name")
  [ "$("$place/bin/podman" image inspect --format '{{.Id}}' "docker.io/library/$name" 2>/dev/null)" != "${id#sha256:}" ] || return 0
  docker save "$name" | "$place/bin/podman" load --quiet >/dev/null
  "$place/bin/podman" tag "${id#sha256:}" "docker.io/library/$name"
  "$place/bin/podman" untag "${id#sha256:}" "localhost/$name"
}

may_fetch() {
  [ "${TRUSS_TEST_DOCKER:-}" = 1 ] && [ "${TEST_SETUP:-}" != 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  [ -n "${CI:-}" ] || [ "${TEST_SETUP:-}" = 1 ] || ! [ -t 0 ]
}

# The Podman of this machine, alone in a folder.
take_installed() {
  local name folder=$here/../../.cache/podman
  for name in "${bases[@]}"; do
    "$1" image exists "$name" || timeout 120 "$1" pull --quiet "docker.io/library/$name" >/dev/null 2>&1 || return 1
  done
  mkdir -p "$folder"
  printf '#!/bin/sh\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin exec %s "$@"\n' "$1" >"$folder/podman"
  chmod +x "$folder/podman"
  realpath "$folder"
}

fetch() (
  mkdir -p "$place"
  exec 9>"$place/lock"
  flock 9
  { [ -d "$place/root" ] || unpack; } && configure || exit 1
  for name in "${bases[@]}"; do copy_base "$name" || exit 1; done
  # What builds that have failed leave.
  "$place/bin/podman" image prune --force >/dev/null || true
  echo "$place/bin"
)

if podman=$(installed); then
  TRUSS_TEST_PODMAN=$(take_installed "$podman") || TRUSS_TEST_PODMAN=
elif may_fetch; then
  TRUSS_TEST_PODMAN=$(fetch) || TRUSS_TEST_PODMAN=
fi
if [ -z "${TRUSS_TEST_PODMAN:-}" ]; then echo "No Podman with base images here: images are not tried with it." >&2; fi
export TRUSS_TEST_PODMAN
exec "$@"
