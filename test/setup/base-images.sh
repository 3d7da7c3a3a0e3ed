#!/usr/bin/env bash
# Sees to it that the engine has the base images of the tests under their ordinary names: pulled where a registry can be reached; else,
# where with-docker.sh may install things, stand-ins made of this machine. They stay in the engine for the next time.
set -euo pipefail

python=${TRUSS_TEST_PYTHON:-python3}
minor=$("$python" -c 'import sys; print("3.%d" % sys.version_info[1])')
node=$(node --version | sed -E 's/^v([0-9]+).*/\1/')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

docker() { if [ -x /usr/bin/docker ]; then /usr/bin/docker "$@"; else command docker "$@"; fi; }
has() { docker image inspect "$1" >/dev/null 2>&1; }
can_pull() { timeout 120 docker pull --quiet "$1" >/dev/null 2>&1; }

make_debian() {
  mmdebstrap --variant=minbase --quiet \
    --include=ca-certificates,netbase,tzdata,libssl3,libsqlite3-0,libffi8,zlib1g,libbz2-1.0,liblzma5,libreadline8,libuuid1,libncursesw6 \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -rf "$1"/var/cache/apt/*.bin "$1"/var/lib/apt/lists/*' bookworm - |
    docker import --change 'CMD ["bash"]' - debian:bookworm-slim >/dev/null
}

# The Python of this machine where python:3.x-slim has its own.
make_python() {
  local prefix tree=$work/tree
  prefix=$("$python" -c 'import sys; print(sys.base_prefix)')
  mkdir -p "$tree/bin" "$work/python"
  cp "$prefix/bin/python$minor" "$tree/bin/"
  ln -s "python$minor" "$tree/bin/python3" && ln -s python3 "$tree/bin/python"
  (cd "$prefix" && ls -d lib/libpython"$minor".so.1.0 "lib/python$minor" "include/python$minor" 2>/dev/null) >"$work/parts" || true
  tar -C "$prefix" -c --exclude=__pycache__ --exclude="lib/python$minor/site-packages/*" --exclude="lib/python$minor/test" \
    --exclude="lib/python$minor/config-*" --exclude=idlelib --exclude=turtledemo --exclude=tkinter --files-from="$work/parts" | tar -C "$tree" -x
  tar -C "$tree" --owner=0 --group=0 -cf "$work/python/python.tar" .
  cat >"$work/python/Dockerfile" <<'D'
FROM debian:bookworm-slim
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
ADD python.tar /usr/local/
RUN ldconfig && python3 -m ensurepip && ln -sf pip3 /usr/local/bin/pip
CMD ["python3"]
D
  docker build --quiet --tag "python:$minor-slim" "$work/python" >/dev/null
}

# The Node that the repository brings, where node:24-slim has its own.
make_node() {
  mkdir "$work/node"
  cp "$(node -p process.execPath)" "$work/node/node"
  cat >"$work/node/Dockerfile" <<'D'
FROM debian:bookworm-slim
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
COPY node /usr/local/bin/node
CMD ["node"]
D
  docker build --quiet --tag "node:$node-slim" "$work/node" >/dev/null
}

ensure() {
  local name=$1
  shift
  has "$name" || can_pull "$name" || { command -v mmdebstrap >/dev/null && { [ $# = 0 ] || "$@"; } && has "$name"; } ||
    { echo "No base image $name here: images are not tried." >&2 && return 1; }
}

ensure_stand_in_ground() { has debian:bookworm-slim || make_debian; }

make_python_on_ground() { ensure_stand_in_ground && make_python; }
make_node_on_ground() { ensure_stand_in_ground && make_node; }

# Two runs that make the same would be twice as slow.
exec 9>/tmp/truss-test-base-images.lock
flock 9
ensure "python:$minor-slim" make_python_on_ground
ensure "node:$node-slim" make_node_on_ground
