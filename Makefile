# Needs Python 3.11 or newer, git and make; everything else is installed into .venv.
# Another Python: make test PYTHON=python3.13    Options for pytest: make test PYTEST_ARGS="-n 2 -k sqs"

PYTHON ?= python3
PYTEST_ARGS ?=
FUZZ_CALLS ?= 10000
FUZZ_SEQUENCES ?= 500
BENCHMARKS ?= $(filter-out benchmarks/side_by_side.py,$(wildcard benchmarks/*.py))

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# with the packages of one more group of pyproject.toml
INSTALLED_FOR := $(INSTALLED)-for

.PHONY: example test fuzz check docs bench build first-test clean

example: $(INSTALLED) ## run the tests of the example application
	$(BIN)/pytest --aws-fake examples $(PYTEST_ARGS)

test: $(INSTALLED) ## run the suite; it runs the examples and the code blocks of the documentation too
	$(BIN)/pytest $(PYTEST_ARGS)

fuzz: $(INSTALLED) ## the long run of tests/fuzz, about an hour: make fuzz FUZZ_CALLS=1000 PYTEST_ARGS="-n 2 -k sqs"
	$(BIN)/pytest tests/fuzz --fuzz-calls=$(FUZZ_CALLS) --fuzz-sequences=$(FUZZ_SEQUENCES) $(PYTEST_ARGS)

check: $(INSTALLED) ## lint, formatting, types, and that imports run only downwards
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(INSTALLED_FOR)-docs ## build the site into site/; links, anchors and names that lead nowhere fail
	$(BIN)/zensical build --clean --strict

bench: $(INSTALLED_FOR)-bench ## measure beside the peers: make bench BENCHMARKS=benchmarks/put_events.py
	@for script in $(BENCHMARKS); do echo "== $$script"; $(BIN)/python $$script || exit 1; echo; done

build: $(INSTALLED_FOR)-release ## build the wheel and the source distribution into dist/, and check what they hold
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	$(BIN)/python .ci/check_artefacts.py dist

first-test: build ## run README's first tests where nothing but the wheel is installed, and print a transcript
	$(BIN)/python .ci/first_test.py dist/*.whl

clean:
	rm -rf $(VENV) build dist site .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, $(PYTHON) is %d.%d" % sys.version_info[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group test --group check
	@touch $@

$(INSTALLED_FOR)-%: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --group $*
	@touch $@
