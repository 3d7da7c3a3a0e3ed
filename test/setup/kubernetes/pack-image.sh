#!/usr/bin/env bash
# pack-image.sh NAME PROGRAM: an image that holds one static program, as an archive on stdout.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
install -D "$2" "$work/root/main"
tar -C "$work/root" -cf "$work/layer.tar" .
diff=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
echo '{"architecture": "'"$(go env GOARCH)"'", "os": "linux", "config": {"Entrypoint": ["/main"]}, "rootfs": {"type": "layers", "diff_ids": ["sha256:'"$diff"'"]}}' >"$work/config.json"
echo '[{"Config": "config.json", "RepoTags": ["'"$1"'"], "Layers": ["layer.tar"]}]' >"$work/manifest.json"
tar -C "$work" -c manifest.json config.json layer.tar
