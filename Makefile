# `make` alone says what there is. A fresh machine needs Python 3.11 or newer with venv, git and make, nothing else.

.DEFAULT_GOAL := help
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= auto
TESTS ?= tests
CHROMIUM_NAMES := chromium chromium-browser google-chrome google-chrome-stable chrome

.PHONY: help run test test-js faults controls soak axe engines lint types catalogs catalogs-check migration wheel wheel-test bench screenshots lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/installed ## start a demonstration: sample sessions, sign-in and join links printed (ARGS="--port 8080")
	@$(BIN)/python translations/catalogs.py compile
	@$(BIN)/intake demo $(ARGS)

test: $(VENV)/installed-for-work ## run the tests (TESTS="tests/exports -k csv"; INTAKE_REQUIRE=browser,postgres: none may be skipped)
	@$(BIN)/python translations/catalogs.py compile
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile $(TESTS)
	@$(call say-how-to-get-chromium)

test-js: ## run the tests of the tablet's scripts, where Node is installed
	@if [ ! -d tests/js ]; then echo "There are no tests in tests/js"; \
	elif command -v node >/dev/null; then node --test $$(find tests/js -name '*.test.*js'); \
	else echo "Node is not installed: the tests in tests/js were not run (Debian: apt-get install nodejs)"; fi

faults: $(VENV)/installed-for-work node_modules ## inject every fault at full size: kills, full disks, power cuts, portals (an hour)
	@$(BIN)/python translations/catalogs.py compile
	@INTAKE_FAULTS=full $(BIN)/pytest tests/faults -k "not control" -v

controls: $(VENV)/installed-for-work node_modules ## the same faults with the protection taken away: they must be noticed
	@$(BIN)/python translations/catalogs.py compile
	@$(BIN)/pytest tests/faults tests/soak -k control -v

soak: $(VENV)/installed-for-work node_modules ## forty tablets for an evening on bad wifi, compressed to ten minutes; prints a table
	@$(BIN)/python translations/catalogs.py compile
	@INTAKE_REQUIRE=browser,node INTAKE_FAULTS=full $(BIN)/pytest tests/soak -k "not control" -s

axe: $(VENV)/installed-for-work ## look at every page in every language with the rules of WCAG that a machine can check
	@$(BIN)/python translations/catalogs.py compile
	@INTAKE_REQUIRE=browser INTAKE_AXE=all $(BIN)/pytest -n $(WORKERS) tests/browser/test_accessibility.py -k breaks_no_rule

engines: $(VENV)/installed-for-work ## try tablets and pages in Firefox and WebKit, where they are installed (TESTS="tests/engines/test_notes.py")
	@$(BIN)/python translations/catalogs.py compile
	@INTAKE_ENGINES=1 $(BIN)/pytest -v $(if $(filter tests,$(TESTS)),tests/engines,$(TESTS))

lint: $(VENV)/installed-for-work ## look for mistakes in the code
	@$(BIN)/ruff check .

types: $(VENV)/installed-for-work ## check the types
	@$(BIN)/mypy

catalogs: $(VENV)/installed-for-work ## find messages, update and compile every language
	@$(BIN)/python translations/catalogs.py

catalogs-check: $(VENV)/installed-for-work ## fail when a message is new, missing or broken in any language
	@$(BIN)/python translations/catalogs.py --check

migration: $(VENV)/installed-for-work ## write the next migration from the models (M="what changes")
	@$(BIN)/python -m intake.migrations.new "$(M)"

wheel: $(VENV)/installed-for-work ## build what is published, in dist/
	@rm -rf build dist
	@$(BIN)/python -m build

wheel-test: $(VENV)/installed-for-work ## build, install into a clean environment, ask it for a page in Persian
	@INTAKE_TEST_WHEEL=1 $(BIN)/pytest tests/test_packaging.py

bench: $(VENV)/installed-for-work node_modules ## measure speed and size against raw limits (ARGS="--quick")
	@$(BIN)/python -m bench $(ARGS)

screenshots: $(VENV)/installed-for-work ## make the pictures of README.md and docs/ again
	@$(BIN)/python docs/screenshots.py $(ARGS)

lock: $(VENV)/installed-for-work ## choose the newest versions that setup.cfg allows, in requirements.lock
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --extra encrypt --extra langid --extra postgres --extra test --extra dev \
		--output-file requirements.lock setup.cfg

clean: ## remove the environment and everything that was built
	@rm -rf $(VENV) node_modules build dist artifacts htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find translations -name '*.mo' -delete

# What must hold for the environment: made by the newest Python that suits, with the versions of the lock file.
$(VENV)/installed: requirements.lock setup.cfg
	@$(make-environment)
	@echo "Installing Intake and what it needs …"
	@$(install) --editable .
	@touch $@

$(VENV)/installed-for-work: requirements.lock setup.cfg
	@$(make-environment)
	@echo "Installing Intake, what it needs, and the tools for working on it …"
	@$(install) --editable ".[encrypt,langid,postgres,test,dev]"
	@touch $@ $(VENV)/installed

# Only tests use what npm installs: a browser's store for tablets that Node plays. Those tests are skipped without it.
node_modules: package-lock.json .npmrc
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund && touch $@; \
	else echo "npm is not installed: no tablets under Node (Debian: apt-get install nodejs npm)"; fi

install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock

define make-environment
	if ! $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		for name in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
			if "$$name" -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; \
			then found="$$name"; break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "Intake needs Python 3.11 to 3.14 with venv (Debian: apt-get install python3 python3-venv)" >&2; exit 1; \
		fi; \
		echo "Making an environment in $(VENV) with $$("$$found" --version) …"; \
		"$$found" -m venv --clear $(VENV); \
	fi
endef

define say-how-to-get-chromium
	found="$$INTAKE_CHROMIUM"; \
	for name in $(CHROMIUM_NAMES); do [ -n "$$found" ] || found="$$(command -v $$name)"; done; \
	if [ -z "$$found" ]; then \
		echo "Chromium was not found, so the tests in a browser were not run."; \
		echo "Install it (Debian, Ubuntu: apt-get install chromium; Fedora: dnf install chromium; macOS: brew install --cask chromium)"; \
		echo "or say where it is: make test INTAKE_CHROMIUM=/path/to/chromium"; \
	fi
endef
