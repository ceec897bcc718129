# `make demo` and `make test` need Python 3.11 or newer and nothing else. ARGS goes to the command behind a target.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint catalogue migration constraints clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(BIN)/installed ## Serve the demonstration city: make demo ARGS="--port 8001 --data DIR"
	@$(BIN)/engage demo $(ARGS)

test: $(BIN)/installed-dev ## Check the style and run all tests: make test ARGS="-k poster"
	@tools/test.sh $(ARGS)

bench: $(BIN)/installed-dev ## Measure speed and size
	@$(BIN)/python -m bench $(ARGS)

lint: $(BIN)/installed-dev ## Check style, types and the translation catalogue
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python tools/catalogue.py check

catalogue: $(BIN)/installed-dev ## Collect new strings for translation
	@$(BIN)/python tools/catalogue.py update

migration: $(BIN)/installed-dev ## Draft the next change of the tables: make migration ARGS="Add needs"
	@$(BIN)/python tools/migration.py $(ARGS)

constraints: $(BIN)/installed-dev ## Write down the versions installed now
	@$(BIN)/python tools/constraints.py

clean: ## Remove the environment and everything made; the demonstration's data stays
	rm -rf $(VENV) .cache .pytest_cache .ruff_cache .mypy_cache .hypothesis test-results build dist

$(BIN)/python:
	@tools/make_venv.sh $(VENV)

$(BIN)/installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what it needs. This takes a minute, and only the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(BIN)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what it and its tests need. This takes some minutes, and only the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(BIN)/installed
