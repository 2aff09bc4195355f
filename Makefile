# The few commands of this repository. `make demo` and `make test` set up all they need themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check bench docs lock build clean
.DEFAULT_GOAL := demo

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: $(STAMP) ## one environment, end to end, on the real engine and a local moto server
	@$(BIN)/python -m tools.demo

test: $(STAMP) ## every test, in parallel
	@$(BIN)/stackwright engine install
	@$(BIN)/pytest

check: $(STAMP) ## lint, format, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(STAMP) ## the figures of docs/benchmarks.md, measured again
	@$(BIN)/stackwright engine install
	@$(BIN)/python -m bench

docs: $(STAMP) ## the reference pages of the provider and the commands, read off the code
	@$(BIN)/python -m pulumi_boto.reference > docs/provider.md.new && mv docs/provider.md.new docs/provider.md
	@$(BIN)/python -m stackwright.cli.reference > docs/commands.md.new && mv docs/commands.md.new docs/commands.md

lock: $(STAMP) ## resolve the newest allowed versions into requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --extra dev --upgrade --output-file requirements.lock pyproject.toml

build: $(STAMP) ## the wheel and the source distribution, into dist/
	@$(BIN)/uv build --quiet --python $(BIN)/python

clean:
	@rm -rf $(VENV) dist build .demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
