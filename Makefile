# make run    install what is missing, build what is needed once, open the app
# make test   install what tests need, run them all
# make check  formatting rules, types, architecture, content
# make bench  speed and retrieval in one table
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench install install-test clean
.DEFAULT_GOAL := run

run: install
	$(BIN)/toward knowledge build
	$(BIN)/toward

test: install-test
	$(BIN)/toward knowledge build
	$(BIN)/python -m pytest -q -n 2

check: install-test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/toward knowledge build
	$(BIN)/toward knowledge check
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/knowledge

bench: install-test
	$(BIN)/toward knowledge build
	$(BIN)/python -m evals bench

install: $(VENV)/run.stamp

install-test: $(VENV)/test.stamp

$(VENV)/run.stamp: requirements/run.lock requirements/install.sh pyproject.toml
	PYTHON=$(PYTHON) sh requirements/install.sh $(VENV) run
	@touch $@

$(VENV)/test.stamp: requirements/test.lock requirements/install.sh pyproject.toml
	PYTHON=$(PYTHON) sh requirements/install.sh $(VENV) test
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
