# `make demo` runs the main job, `make test` passes all tests; each sets up what it needs.

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
N ?= 20
# Where a soak keeps its runs: each commit has its own.
KEPT ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/prospekt/soak/$(shell git rev-parse --short HEAD).jsonl
# The first Python that starts, is 3.11 to 3.13 and can make a virtual environment.
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	2>/dev/null && echo $$p && break; done)
LAYERS := unit contract integration e2e faults architecture
# Most of the tests wait for something, so more of them than there are cores run side by side. A
# file of tests stays on one worker, with what its tests share; long files begin first.
WORKERS ?= 4
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadscope --no-loadscope-reorder
# CI may install; elsewhere a test whose engine is absent is skipped, and says so.
ENGINES := $(if $(filter true 1,$(CI)),engines)

# Hundreds of processes start in the tests: where nothing may be written, each compiles all it needs.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup engines events demo test soak lint types layers $(LAYERS) lock format clean

help: ## these lines
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14
	@echo "unit contract integration e2e faults architecture: one layer of the tests each"

setup: $(READY) ## make .venv with prospekt in it

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "setup: no Python 3.11 to 3.13 with the venv module found;" \
		"install one (on Debian: apt install python3 python3-venv) or name it: make PYTHON=..." >&2; exit 2; }
	@echo "setup: making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv --clear $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt
	@echo "setup: getting uv, the installer"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@echo "setup: installing the locked packages (about 650 MB on the disk, once)"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $(READY)
	@echo "setup: done; the command is $(BIN)/prospekt"

demo: setup ## crawl the demo boards, train, and show the prospects of three professions
	@$(BIN)/prospekt demo $(ARGS)

test: lint types layers $(ENGINES) ## everything that must hold
	@echo "test: pytest tests, all layers"
	@$(PYTEST) tests $(ARGS)

engines: setup ## get the real engines that tests start (Redis, PostgreSQL, MongoDB's protocol, Kafka, Elasticsearch, S3); apt needs root
	@$(BIN)/python -m tests.engines.install

lint: setup ## ruff: rules and format
	@echo "lint: ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## mypy, strict
	@echo "types: mypy --strict"
	@$(BIN)/mypy

layers: setup ## import directions
	@echo "layers: import-linter"
	@$(BIN)/lint-imports --no-cache

$(LAYERS): setup $(ENGINES)
	@echo "$@: pytest tests/$@"
	@$(PYTEST) tests/$@ $(ARGS)

soak: setup $(ENGINES) ## N=20: repeat each fault on real engines, write docs/resiliency.md; once cut off it goes on
	@$(BIN)/python -m pytest -q tests/faults/test_redis_outages.py tests/faults/test_stream_outages.py \
		tests/faults/test_full_servers.py --runs $(N) --timeout 0 --kept "$(KEPT)" \
		--resiliency docs/resiliency.md $(ARGS)

events: setup ## write docs/events.md from the code
	@$(BIN)/python -m tests.architecture.events_page

format: setup ## let ruff mend what it can
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

lock: setup ## resolve the dependencies anew
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --custom-compile-command "make lock" --group dev pyproject.toml -o requirements.lock

clean: ## remove .venv and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
