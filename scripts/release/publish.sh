#!/usr/bin/env bash
# publish.sh UV: uploads the wheel and the npm package that lie in dist/. What is uploaded cannot be taken back, so it has to be the
# commit that the tag of the version names. uv reads UV_PUBLISH_TOKEN, npm the login of `npm login` or NODE_AUTH_TOKEN.
set -euo pipefail
uv=$(realpath "$1")
cd "$(dirname "$0")/../.."

refuse() {
  echo "Not published: $1" >&2
  exit 1
}

version=$(node -p 'JSON.parse(require("fs").readFileSync("package.json", "utf8")).version')
python_version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' python/src/truss/_version.py)
tarball=dist/truss-$version.tgz
wheel=dist/truss-$python_version-py3-none-any.whl

[ -z "$(git status --porcelain)" ] || refuse "there are changes that are not committed"
[ "$(git tag --points-at HEAD --list "v$version")" ] || refuse "this commit has no tag v$version"
grep -qF "## [$version] - " CHANGELOG.md || refuse "CHANGELOG.md has no section for $version (make release VERSION=…)"
for file in "$tarball" "$wheel"; do [ -f "$file" ] || refuse "$file does not exist (make build)"; done

# An early version is what `npm install truss@next` gives; pip takes it with --pre by itself.
tag=latest
case $version in *-*) tag=next ;; esac

# The wheel first: PyPI takes the same file twice, so this can be run again when npm's part has failed.
"$uv" publish "$wheel"
npm publish "$tarball" --tag "$tag" --access public
echo "Published $version. The bill of materials to put beside it: dist/truss-$version.cdx.json"
