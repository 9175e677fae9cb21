# The two commands of a newcomer are `make run` and `make test`; each sets up what it needs.
PORT ?= 8000
WORKERS ?= 2
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MADE := .make
PWA_SOURCES := $(shell find pwa -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

export PORT

.PHONY: run test check build setup bench pictures clean

run: setup build  ## Serve phone and desk with a small demo company
	@$(BIN)/flask --app wsgi seed-demo
	@$(BIN)/flask --app wsgi welcome --url $(if $(TLS),https,http)://localhost:$(PORT)
	@exec $(BIN)/python -m server.serve $(if $(TLS),--tls)

test: setup build $(MADE)/browser check  ## Everything that must hold
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	npm --prefix pwa run --silent test
	npm --prefix pwa run --silent check

check: setup  ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(MADE)/python

build: pwa/dist/index.html

# The list is whole, so nothing is looked for beside it: a newer release of some part must not stop a set-up.
$(MADE)/python: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@mkdir -p $(MADE) && touch $@

$(MADE)/node: pwa/package-lock.json
	npm --prefix pwa ci --no-audit --no-fund --loglevel=error
	@mkdir -p $(MADE) && touch $@

pwa/dist/index.html: $(MADE)/node $(PWA_SOURCES)
	npm --prefix pwa run --silent build
	@touch $@

$(MADE)/browser: $(MADE)/python
	sh .ci/browser.sh $(BIN)/python
	@mkdir -p $(MADE) && touch $@

bench: setup build  ## Every figure beside its reference, in one run and one table
	$(BIN)/python -m bench $(if $(JSON),--json $(JSON))

pictures: setup build $(MADE)/browser  ## Screenshots for the README
	$(BIN)/python -m docs.pictures

clean:  ## Forget everything made; the data in var/ stays
	rm -rf $(VENV) $(MADE) pwa/node_modules pwa/dist
