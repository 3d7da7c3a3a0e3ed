#!/usr/bin/env bash
# Builds Kubernetes from its Go modules: etcd, the control plane, a node, kubectl, CoreDNS and metrics-server in one program.
# Prints the directory that holds it. It takes about ten minutes of a processor, and is kept in .cache under a key of its sources.
# What becomes of it: build.sh update makes go.mod and go.sum anew for the versions of versions.env.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
# shellcheck source=test/setup/kubernetes/versions.env
. "$here/versions.env"
export CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS="-buildvcs=false -trimpath -p=${JOBS:-2}"

# Kubernetes' own go.mod names its parts at v0.0.0: each has to be replaced by its real version.
update() {
  cd "$here/kube"
  local sources
  sources=$(go mod download -json "k8s.io/kubernetes@v$KUBERNETES" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  {
    printf 'module kube\n\ngo 1.26.0\n\nrequire (\n\tk8s.io/kubernetes v%s\n\tgithub.com/coredns/coredns v%s\n\tsigs.k8s.io/metrics-server v%s\n)\n\nreplace (\n' \
      "$KUBERNETES" "$COREDNS" "$METRICS_SERVER"
    sed -n "s|^\t\(k8s.io/[a-z-]*\) v0.0.0\$|\t\1 => \1 v0.${KUBERNETES#*.}|p" "$sources/go.mod"
    printf ')\n'
  } >go.mod
  rm -f go.sum
  go mod tidy
}

build() {
  local key place half
  key=$(cat "$here/versions.env" "$here"/{kube,pause}/* "${BASH_SOURCE[0]}" | sha256sum | cut -c1-16)
  place=$root/.cache/kubernetes-$key
  mkdir -p "$root/.cache"
  # Another run may be at it.
  exec 7>"$place.lock"
  flock 7
  if ! [ -d "$place" ]; then
    half=$(mktemp -d "$place.XXXX")
    local version=k8s.io/component-base/version minor=${KUBERNETES#*.}
    (cd "$here/kube" && go build -mod=readonly -o "$half/kube" -ldflags \
      "-s -w -X $version.gitVersion=v$KUBERNETES -X $version.gitMajor=1 -X $version.gitMinor=${minor%%.*}" .) >&2
    (cd "$here/pause" && go build -ldflags '-s -w' -o "$half/pause" main.go) >&2
    mv "$half" "$place"
  fi
  flock -u 7
  echo "$place"
}

if [ "${1:-}" = update ]; then update; else build; fi
