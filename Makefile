# make run   set up, index what is not indexed yet, start the assistant
# make test  set up what the tests need, then lint, types and all tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint eval clean

run: .venv/.installed
	@$(BIN)/wenju serve

test: .venv/.installed-dev
	@bash scripts/system_packages.sh
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest

lint: .venv/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

eval: .venv/.installed
	@$(BIN)/wenju eval $(or $(DATASET),../shared/questions/dev.jsonl) $(if $(INDEX),--index $(INDEX))

.venv/.installed: pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) bash scripts/install.sh .

.venv/.installed-dev: pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) bash scripts/install.sh .[dev]

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
