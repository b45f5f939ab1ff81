# `make` alone lists the tasks.
SHELL := bash
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.ready
PYTHON ?= python3

.PHONY: help setup demo sketch test check bench ear session music daw listen listen-baseline docs clean

help:  ## list the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tonmeister needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Say which one: make PYTHON=python3.11 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(STAMP)  ## build .venv/, with the program in .venv/bin/tonmeister
	@bash tools/install-system.sh ffmpeg
	@$(VENV)/bin/tonmeister warm-up

demo: setup  ## record the demo session, produce it, say where the record and the report are
	@$(VENV)/bin/tonmeister demo "demo/Leave a Light"
	@$(VENV)/bin/tonmeister produce "demo/Leave a Light" --genre pop

sketch: setup  ## hum for a minute, let a band play it, produce it, say where the record is
	@$(VENV)/bin/tonmeister demo demo --hum
	@$(VENV)/bin/tonmeister sketch demo/idea.wav --style pop --title "Leave a Light"

test: $(STAMP)  ## set up all it needs and run all checks and tests
	@bash tools/install-system.sh ffmpeg chromium ardour xmllint lv2-plugins
	@$(MAKE) --no-print-directory check
	$(VENV)/bin/tonmeister warm-up
	$(PY) -m pytest -n 2 --dist worksteal --durations=15

check: $(STAMP)  ## lint, types and floors: under a minute
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(STAMP)  ## measure speed, memory and balance against the bars; a table
	$(PY) -m benchmarks.all

listen-baseline: $(STAMP)  ## render all scenes here, to compare a later change with
	$(PY) tools/listen.py baseline

ear: $(STAMP)  ## plant faults in real music and say how well they are heard; a table
	$(PY) -m benchmarks.ear

session: $(STAMP)  ## measure takes, comp, tuning, timing, drums and cleaning; tables
	$(PY) -m benchmarks.session

music: $(STAMP)  ## measure hums, charts, notation, the band, instruments; tables
	$(PY) -m benchmarks.music

daw: $(STAMP)  ## measure exports in Ardour, plug-ins, what comes back; tables
	$(PY) -m benchmarks.daw

listen: $(STAMP)  ## render all scenes again and list those that sound different
	$(PY) tools/listen.py compare

docs: $(STAMP)  ## write the manual from the declarations into docs/manual/
	$(PY) -m tonmeister.app.manual docs/manual

clean:  ## remove what the tasks made
	rm -rf $(VENV) demo docs/manual build .cache .listen .mypy_cache .ruff_cache .pytest_cache
