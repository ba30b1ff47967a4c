# Everything a newcomer types. Needs python3 (3.11 or newer) and make; the rest is installed into .venv.

PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"
IN_PARALLEL = --numprocesses auto --dist loadfile --no-loadscope-reorder --durations 10
POSTGRESQL_15 = /usr/lib/postgresql/15/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-all check coverage wheel bench bench-scale bench-pages lock

help: ## Say what there is to type
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf '  make %-11s %s\n' "$$name" "$$what"; done

run: .venv/installed ## Load the demo company and serve it on port 8000 (PORT=... for another); Ctrl-C stops it all
	@$(BIN)/account-graph demo
	@exec $(BIN)/account-graph serve

test: .venv/installed-dev ## Run every test on the embedded PostgreSQL 18; on a PostgreSQL 15, if installed, those that can differ
	$(if $(wildcard $(POSTGRESQL_15)/postgres),ACCOUNT_GRAPH_TEST_ALSO_ON=$(POSTGRESQL_15)) \
		$(BIN)/python -m pytest $(IN_PARALLEL)

test-all: .venv/installed-dev ## Run every test on the embedded PostgreSQL 18, and again on the PostgreSQL 15 that has to be installed
	$(BIN)/python -m pytest $(IN_PARALLEL)
	ACCOUNT_GRAPH_TEST_POSTGRES_BIN=$(POSTGRESQL_15) $(BIN)/python -m pytest $(IN_PARALLEL) -m "not once"

check: .venv/installed-dev ## Lint, check the format and the types, compare schema.graphql with the schema, read the workshop's files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/account-graph schema --check
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec compose.yaml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/pre-commit validate-config

coverage: .venv/installed-dev ## Run every test once with branches counted, and fail below 95 % of graph/ (half as long again)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(IN_PARALLEL)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

wheel: .venv/installed-dev ## Build dist/*.whl, look into it, and try it as installed in a fresh environment
	@rm -rf dist
	$(BIN)/python -m build --no-isolation --wheel
	$(BIN)/check-wheel-contents dist
	$(BIN)/python -m pytest tests/wheel

bench: .venv/installed-dev ## Measure requests a second, beside the limit and the usual way (needs wrk)
	$(BIN)/python -m bench

bench-scale: .venv/installed-dev ## Measure what a hundred times more accounts cost (makes 1,000,000 once: minutes, 4 GB)
	$(BIN)/python -m bench --scale

bench-pages: .venv/installed-dev ## Measure the 4,000th page of each list beside the first, in every order, at 1,000,000 accounts
	$(BIN)/python -m bench --pages

lock: ## Write the three files of locked requirements anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(LOCK) --upgrade --group build --output-file requirements.txt
	$(LOCK) --upgrade --group build --extra embedded --constraint requirements.txt --output-file requirements-embedded.txt
	$(LOCK) --upgrade --group build --extra embedded --group dev --constraint requirements-embedded.txt \
		--output-file requirements-dev.txt

.venv/installed: requirements-embedded.txt pyproject.toml hatch_build.py
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version) is too old: 3.11 or newer is needed. Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) comes without venv here. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into .venv ..."
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements-embedded.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
