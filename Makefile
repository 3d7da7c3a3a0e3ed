# Two commands are all a fresh clone needs: `make quickstart` and `make test`. Each does its own set-up.
# Every step leaves a stamp, written last, so that whatever is killed half-way is done again by the next run.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

UV := .tools/bin/uv
BIN := node_modules/.bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# The folders whose Python is formatted and linted; scripts/run-tests.ts has the same.
PYTHON := python scripts bench examples test

RELEASE := $(shell find scripts/release -type f -not -name '*.test.ts')
TS_SOURCES := $(shell find src -name '*.ts' -not -name '*.test.ts') $(shell find src/playground -type f) package.json tsdown.config.ts scripts/build-playground.ts $(RELEASE)
PY_SOURCES := $(shell find python/src -type f -not -name '*.pyc') python/pyproject.toml python/README.md LICENSE

.PHONY: help
help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

.PHONY: quickstart
quickstart: .venv/.stamp ## Train a model, make a truss of it, serve it, send it a request
	@scripts/quickstart.sh

.PHONY: test
test: setup ## Everything that must hold: the checks, then all the tests
	@node scripts/run-tests.ts

.PHONY: test-full
test-full: setup ## All of it, every network of transformers, and every example in a container beside the same here, one image at a time
	@TEST_FULL=1 node scripts/run-tests.ts

.PHONY: test-cluster
test-cluster: setup ## What needs a cluster, on a Kubernetes of its own: root, Debian, Go; ten minutes more the first time
	@PATH="$(CURDIR)/.venv-dev/bin:$$PATH" TRUSS_UV="$(CURDIR)/.venv-dev/bin/uv" TRUSS_TEST_PYTHON="$(CURDIR)/.venv-dev/bin/python" \
	  test/setup/kubernetes/with-cluster.sh test/setup/with-docker.sh vitest run --config vitest.cluster.config.ts

.PHONY: check
check: setup ## Format, lint, types, boundaries, unused code; writes nothing
	@node scripts/run-tests.ts --only check

.PHONY: fix
fix: node_modules/.stamp .venv-dev/.stamp ## Format, and mend what the linters can mend
	npm run --silent fix
	.venv-dev/bin/ruff format $(PYTHON) && .venv-dev/bin/ruff check --fix $(PYTHON)

.PHONY: build
build: dist/.release-stamp ## The npm package, the wheel and their bill of materials, into dist/

.PHONY: docs
docs: node_modules/.stamp ## The documentation as a site, into dist-docs
	@scripts/site/build.sh

.PHONY: docs-serve
docs-serve: node_modules/.stamp ## The same on this machine, following edits
	@scripts/site/build.sh dev --host 127.0.0.1

.PHONY: setup
setup: node_modules/.stamp .venv-dev/.stamp dist/.release-stamp .tools/.shells-stamp .tools/.proxies-stamp .tools/.chromium-stamp

.PHONY: release
release: node_modules/.stamp .venv-dev/.stamp ## VERSION=1.2.3: set the version, cut the changelog's section; the commit and the tag are yours
	@scripts/release/prepare.sh "$(VERSION)"

.PHONY: release-check
release-check: setup ## Both packages: contents, sizes, licences, bill of materials; installed in empty places, and tried there
	vitest run test/release scripts/release
	.venv-dev/bin/pytest -q -c python/pyproject.toml --rootdir=python python/tests/client/test_wheel.py python/tests/client/test_quickstart.py

.PHONY: publish
publish: release-check ## Upload what was checked to npm and PyPI; asks for a clean tree at the tag of the version
	@scripts/release/publish.sh $(UV)

.PHONY: bench
bench: setup ## Speed against FastAPI + uvicorn, and of commands (by hand; minutes); `npm run bench` is against all peers
	@node bench/compare.ts --peers fastapi
	@node bench/cli.ts

.PHONY: bench-against
bench-against: setup ## REF=main: every figure before and after, in one interleaved run (by hand; minutes)
	@node bench/before-after.ts --before "$(REF)"

.PHONY: clean
clean: ## Remove everything that was built or installed here
	rm -rf node_modules dist dist-docs site/node_modules site/pages .venv .venv-dev .tools .cache iris_rfc

node_modules/.stamp: package-lock.json package.json
	@scripts/require-tools.sh
	npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(UV):
	@scripts/require-tools.sh
	@scripts/install-uv.sh .tools

.venv-dev/.stamp: python/requirements-dev.txt | $(UV)
	$(UV) venv --quiet --clear .venv-dev --python "$$(scripts/require-tools.sh --print-python)"
	$(UV) pip sync --quiet --python .venv-dev/bin/python python/requirements-dev.txt
	@echo "$(CURDIR)/python/src" > "$$(.venv-dev/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/truss-dev.pth"
	@touch $@

# The shells in which the completion scripts are tried.
.tools/.shells-stamp:
	@scripts/install-shells.sh
	@mkdir -p $(@D) && touch $@

# The proxies that a server is tried behind.
.tools/.proxies-stamp:
	@scripts/install-proxies.sh
	@mkdir -p $(@D) && touch $@

# The browser in which pages are looked at.
.tools/.chromium-stamp:
	@scripts/install-chromium.sh
	@mkdir -p $(@D) && touch $@

dist/.engine-stamp: node_modules/.stamp $(TS_SOURCES)
	npm run --silent build
	@touch $@

dist/.wheel-stamp: dist/.engine-stamp $(PY_SOURCES) | $(UV)
	@scripts/release/build-wheel.sh $(UV)
	@touch $@

dist/.release-stamp: dist/.wheel-stamp
	@node scripts/release/npm/build-npm.ts
	@node scripts/release/sbom/build-sbom.ts
	@touch $@

.venv/.stamp: dist/.wheel-stamp
	$(UV) venv --quiet --clear .venv --python "$$(scripts/require-tools.sh --print-python)"
	$(UV) pip install --quiet --python .venv/bin/python dist/truss-*.whl scikit-learn
	@touch $@
