# Two commands on a machine with Python 3.11+ and make: `make audit`, `make test`.
# On Windows without make, the same steps stand in README.md under "Without make".

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: audit ocr test test-all accuracy bench layouts sample check fix docs lock clean

audit: .venv/installed
	$(BIN)/cypaudit audit corpus/sample --rubric hpig-2023 --out reports/sample

test: .venv/installed-dev
	$(BIN)/python -m pytest -m "not slow and not browser"

test-all: .venv/installed-dev
	$(BIN)/python -m pytest

accuracy: .venv/installed
	$(BIN)/cypaudit accuracy

bench: .venv/installed-dev
	$(BIN)/python tools/benchmark.py corpus/sample

layouts: .venv/installed-dev
	$(BIN)/python tools/measure_layouts.py --others

sample: .venv/installed-dev
	$(BIN)/python tools/publish_sample.py

check: .venv/installed-dev
	$(BIN)/ruff check src tests tools
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: .venv/installed-dev
	$(BIN)/ruff check --fix src tests tools
	$(BIN)/ruff format src tests tools

lock: .venv/installed-dev
	$(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra ocr -c requirements-dev.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-ocr.lock

# Adds what reads scanned pages from their pictures.
ocr: .venv/installed-ocr

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('.venv', 'build', 'dist')]"

.venv/created:
	$(PYTHON) -m venv .venv
	$(BIN)/python -c "open('.venv/created', 'w').close()"

# The package itself is installed from this folder, editable, with what the lock file pins.
.venv/installed: .venv/created requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -c "open('.venv/installed', 'w').close()"

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -c "open('.venv/installed-dev', 'w').close()"

.venv/installed-ocr: .venv/installed requirements-ocr.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-ocr.lock
	$(BIN)/python -c "open('.venv/installed-ocr', 'w').close()"
