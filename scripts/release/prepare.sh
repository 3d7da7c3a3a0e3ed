#!/usr/bin/env bash
# prepare.sh VERSION: sets the version where it is written and in what is made of it, and cuts the changelog's section of today.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$1

# The changelog first: it refuses a version of another form, and one that says of no change.
node scripts/release/changelog/cut-changelog.ts "$version" "$(date -u +%F)"
npm version "$version" --no-git-tag-version --allow-same-version --loglevel=error >/dev/null
npm run --silent generate

cat <<END

This is $version now. Read the section above in CHANGELOG.md, then:
  make release-check
  git commit -am "Release $version"
  git tag -a "v$version" -m "Truss $version"
  make publish
END
