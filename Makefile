# Every command a newcomer needs. `make` alone prints this list.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test lint bench messages

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## create the virtual environment and install what the shop needs

setup-dev: $(VENV)/.installed-dev ## the same, with what tests and lint need

run: setup ## bring up the demo shop on PORT (8000); Ctrl-C stops it
	@bin/run

test: setup-dev ## run the whole suite, browser tests included where Chromium can be had
	@bin/test $(ARGS)

lint: setup-dev ## check style: Ruff and djLint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --lint --quiet templates sandbox/templates

bench: setup-dev ## measure the shop against a bare Django view
	@. bin/demo-env && DEMO=false bin/with-services $(BIN)/python -m benchmarks $(ARGS)

messages: setup-dev ## collect strings for translation (needs GNU gettext) and compile them
	SECRET_KEY=- DATABASE_URL=postgres:/// REDIS_URL=redis:// $(BIN)/python manage.py makemessages -l tr --no-wrap --no-location --no-obsolete -i .venv -i .data -i sandbox -i tests -i benchmarks
	bin/compile-messages

$(VENV)/.installed: requirements.txt $(wildcard locale/*/LC_MESSAGES/*.po locale/libraries/*/LC_MESSAGES/*.po)
	@echo "Installing what the shop needs (a minute the first time)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@bin/compile-messages
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
