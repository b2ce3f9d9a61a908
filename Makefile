# Each target does all its own set-up; a second run needs no network.
PYTHON ?= python3
VENV := .venv
ENGINES := tests/engines
BIN := $(VENV)/bin
SUBSCRIBERS := tests/subscribers/.venv
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=
ROUNDS ?= 10
# Some machines keep no compiled code: each of the hundreds of programs started would compile anew.
COMPILED = $(BIN)/python -m compileall -q scheduler

.DEFAULT_GOAL := help
.PHONY: help install serve engines test search clauses proof bench lint format lock clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## the program, in .venv

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "échéancier : il faut Python 3.11 ou plus récent (make PYTHON=python3.12 …)")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created requirements/run.txt pyproject.toml
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	$(COMPILED)
	@touch $@

$(VENV)/.tested: $(VENV)/.installed requirements/test.txt
	$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(ENGINES)/.venv/.installed: $(VENV)/.created requirements/engines.txt
	$(PYTHON) -m venv --clear $(ENGINES)/.venv
	$(ENGINES)/.venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/engines.txt
	@touch $@

$(ENGINES)/node_modules/.package-lock.json: $(ENGINES)/package-lock.json
	cd $(ENGINES) && npm ci --silent --no-audit --no-fund
	@touch $@

engines: $(ENGINES)/.venv/.installed $(ENGINES)/node_modules/.package-lock.json ## calendar engines that are not ours, for the tests (asks for npm)

$(SUBSCRIBERS)/.installed: requirements/subscribers.txt $(VENV)/.created
	$(PYTHON) -m venv $(SUBSCRIBERS)
	$(SUBSCRIBERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/subscribers.txt
	@touch $@

serve: install ## the service, on http://127.0.0.1:8014 (ARGS="--now 2026-11-22" simulates a day)
	$(BIN)/echeancier serve $(ARGS)

lint: $(VENV)/.tested ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint $(ENGINES)/.venv/.installed ## everything this machine can test; what it cannot is printed at the end
	$(COMPILED)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

search: $(VENV)/.tested $(ENGINES)/.venv/.installed ## values and histories that no run has drawn yet, ROUNDS times
	for round in $$(seq $(ROUNDS)); do \
	  $(BIN)/python -m pytest -n auto --hypothesis-profile=search -m "(hypothesis or drawn) and not proof" $(ARGS) || exit 1; \
	done

clauses: $(VENV)/.tested ## the 202 clauses of the five conventions, with what each gives
	$(BIN)/python -m tests.clauses

proof: $(VENV)/.tested $(SUBSCRIBERS)/.installed ## the heavy proofs, with real calendar programs
	$(BIN)/python -m pytest --hypothesis-profile=search -m proof -rP $(ARGS)

bench: $(VENV)/.tested ## ratios to a named baseline, measured in one run
	$(BIN)/python -m benchmarks.compute
	$(BIN)/python -m benchmarks.dispatch
	$(BIN)/python -m benchmarks.feed

format: $(VENV)/.tested ## put the code in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## pin again every dependency, with hashes and no address
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group pyproject.toml:build pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group pyproject.toml:test -c requirements/run.txt -o requirements/test.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group pyproject.toml:engines -o requirements/engines.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group pyproject.toml:subscribers -o requirements/subscribers.txt

clean: ## what was made
	rm -rf $(VENV) $(ENGINES)/.venv $(ENGINES)/node_modules $(SUBSCRIBERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
