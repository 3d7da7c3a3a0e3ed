#!/usr/bin/env bash
# Builds docs/ into dist-docs: a static site, to be put anywhere. Its builder lies in site/ with a lock of its own, so that only those who
# want the site install it. TRUSS_DOCS_BASE=/truss/ is for a site that does not lie at the root of its host. Arguments: what VitePress is told
# instead of `build`.
set -euo pipefail
cd "$(dirname "$0")/../../site"

if ! cmp -s package-lock.json node_modules/.lock; then
  npm ci --no-fund --no-audit --loglevel=error
  cp package-lock.json node_modules/.lock
fi
node ../scripts/site/stage.ts
# Its esbuild is older than the target in the tsconfig above, which it reads and does not use.
exec node_modules/.bin/vitepress "${@:-build}" 2> >(sed '/Unrecognized target environment/,/╵/d' >&2)
