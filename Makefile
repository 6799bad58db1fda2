# make run   set up, index what is not indexed yet, start the assistant
# make test  set up what the tests need, then lint, types and all tests
# make eval  measure on questions with known evidence: DATASET=questions.jsonl, INDEX=folder
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint eval dataset-given clean

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

eval: dataset-given .venv/.installed
	@$(BIN)/wenju eval "$(DATASET)" $(if $(INDEX),--index "$(INDEX)")

dataset-given:
	@test -n "$(DATASET)" || { echo "name the questions: make eval DATASET=questions.jsonl [INDEX=folder] (docs/evaluation.md)" >&2; exit 2; }

.venv/.installed: pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) bash scripts/install.sh .

.venv/.installed-dev: pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) bash scripts/install.sh .[dev]

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
