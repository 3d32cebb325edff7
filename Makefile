# Two commands do everything on a new machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The demo's graph stays in the checkout, so that trying convenor leaves nothing elsewhere.
DEMO := demo
STAMP := $(VENV)/.installed
# Kilobytes that must be free in memory for the files of the tests to lie there.
ROOM := 2000000

SUDO := $(shell test "$$(id -u)" = 0 || echo sudo)

.PHONY: help install bundle packages demo test check bench docs clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 10

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "convenor needs Python 3.11 or newer"'
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[all]' --group dev
	@touch $(STAMP)

install: $(STAMP)

# What of the explorer runs in a browser; does nothing where it is fresh.
bundle: $(STAMP)
	@needs=$$($(BIN)/python -m bundling.bundle --needs); test -z "$$needs" || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check $$needs
	@$(BIN)/python -m bundling.bundle

demo: $(STAMP) bundle ## build the bundled graph and open the explorer
	$(BIN)/convenor build --store $(DEMO)
	$(BIN)/convenor info --store $(DEMO)
	@echo
	@echo 'Which bodies organized the World Manufacturing Convention 2023?'
	@echo '$$ convenor query bodies_by_edition --edition wmc-2023'
	$(BIN)/convenor query bodies_by_edition --edition wmc-2023 --store $(DEMO)
	@$(BIN)/python docs/demo.py $(DEMO)

# What tests need beside Python: a browser, curl, Graphviz to read its own format, clients in
# JavaScript and R, another store. What is there may come from elsewhere, so only the rest is taken
# from Debian.
packages:
	@missing=; need() { package=$$1; shift; "$$@" >/dev/null 2>&1 || missing="$$missing $$package"; }; \
	need chromium-headless-shell command -v chromium-headless-shell; \
	need curl command -v curl; \
	need graphviz command -v gvpr; \
	need nodejs command -v node; \
	need npm command -v npm; \
	need openssl command -v openssl; \
	need virtuoso-opensource-7-bin command -v virtuoso-t; \
	need r-cran-sparql Rscript -e 'library(SPARQL)'; \
	test -z "$$missing" || { $(SUDO) apt-get update -q && \
		$(SUDO) apt-get install -q -y --no-install-recommends $$missing; }

# Graphs that tests build lie in memory where there is room: a disk waits at every one of them.
test: $(STAMP) packages bundle ## install what the tests need and run them all
	@place=$${TMPDIR:-/tmp}; free=$$(df --output=avail /dev/shm 2>/dev/null | tail -1); \
	test "$${free:-0}" -lt $(ROOM) || grep -q ' /dev/shm .*noexec' /proc/mounts || place=/dev/shm; \
	place=$$(mktemp -d "$$place/convenor-tests-XXXXXX") && \
	trap 'rm -rf "$$place"' EXIT INT TERM && \
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --basetemp "$$place"

check: $(STAMP) ## format, lint, types, generated pages, tests: what a change has to pass
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python docs/generate.py --check
	$(MAKE) test

docs: $(STAMP) ## write the generated pages anew
	$(BIN)/python docs/generate.py

bench: $(STAMP) ## measure speed and memory, side by side with the floor or a peer
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/networks.py
	$(BIN)/python benchmarks/pictures.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --group bench
	$(BIN)/python benchmarks/extract.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/serving.py
	$(BIN)/python benchmarks/serving.py load
	$(BIN)/python benchmarks/explorer.py

clean: ## remove the environment, the bundle and the demo's graph
	rm -rf $(VENV) $(DEMO) build *.egg-info web/static/bundle web/frontend/node_modules
