# Tandem's commands. `make run` opens the dashboard, `make test` proves it; the README tells the rest.
# Both need python3.11 or newer, make and git on the machine, and nothing else.

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALL := $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes --compile
COMPILE := $(VENV)/bin/uv pip compile -q pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url

# Tests share the machine's cores; a number, or auto. Each worker takes one stretch of them and helps
# the others when it is through, so that a server or a store that many tests share is made once.
WORKERS := 2

# Compiled Python starts three times as fast, so it is kept even where the shell forbids it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test soak lint bench picture lock schema

run: $(VENV)/installed
	@$(PYTHON) -m reports demo --if-empty
	@exec $(PYTHON) app.py

test: lint
	@$(PYTHON) -m tests.prerequisites
	@$(PYTHON) -m pytest -n $(WORKERS) --dist worksteal

soak: $(VENV)/installed-for-tests
	@$(PYTHON) -m tests.prerequisites
	@$(PYTHON) -m pytest -m soak

lint: $(VENV)/installed-for-tests
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/installed-for-tests
	@$(PYTHON) -m tests.prerequisites
	@$(PYTHON) -m tests.bench $(ARGUMENTS)

picture: $(VENV)/installed-for-tests
	@$(PYTHON) -m tests.journeys.picture

schema: $(VENV)/installed
	@$(PYTHON) -m pipelines schema

# The locks follow pyproject.toml only when someone asks: an install must not change them.
lock: $(VENV)/installed-for-tests
	@$(COMPILE) $(ARGUMENTS) -o requirements.txt
	@$(COMPILE) $(ARGUMENTS) --group test -c requirements.txt -o tests/requirements.txt

$(VENV)/installed: requirements.txt | $(PYTHON)
	@echo "Installing Tandem into $(VENV) (about half a minute, once) ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/installed-for-tests: tests/requirements.txt $(VENV)/installed
	@echo "Installing what the tests need ..."
	@$(INSTALL) -r tests/requirements.txt
	@touch $@

$(PYTHON):
	@for candidate in python3.11 python3.12 python3.13 python3.14 python3 python; do \
		if $$candidate -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null; then exec $$candidate -m venv --clear $(VENV); fi; \
	done; \
	echo "Tandem needs Python 3.11 or newer with its venv module, and found none." >&2; \
	echo "Install it (Debian and Ubuntu: apt-get install python3 python3-venv)" >&2; \
	echo "and type the command again. Nothing was changed." >&2; exit 1
