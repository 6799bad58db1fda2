# make run   set up, index what is not indexed yet, start the assistant
# make test  set up what the tests need, then lint, types and all tests
# make fuzz  damage files of every format and read them: SECONDS=120, FILES="more files" (docs/robustness.md)
# make eval  measure on the questions that ship, or on yours: DATASET=questions.jsonl INDEX=folder or DOCUMENTS=folder
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint fuzz eval clean

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

fuzz: .venv/.installed-dev
	@$(BIN)/python scripts/fuzz.py --seconds "$(or $(SECONDS),120)" $(FILES)

eval: .venv/.installed
	@$(BIN)/wenju eval $(if $(DATASET),"$(DATASET)") $(if $(INDEX),--index "$(INDEX)") $(if $(DOCUMENTS),--documents "$(DOCUMENTS)")

.venv/.installed: pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) bash scripts/install.sh .

.venv/.installed-dev: pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) bash scripts/install.sh .[dev]

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
