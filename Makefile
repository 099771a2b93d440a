# Needs only python3 (3.11 or newer) and pip. Everything else is installed below, from the project's own files.
SHELL := /bin/sh
UV_VERSION := 0.13.9
UV := .tools/bin/uv
PY := .venv/bin/python
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON ?= python3
WORKERS ?= auto
# Compiled modules are kept, whatever the surroundings say: a command that a test starts comes up in half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup dev browser java database demo report-demo test attack test-all test-postgres test-durability test-lforms test-cluster drill test-reference check docs pictures wheel bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(UV):
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools "uv==$(UV_VERSION)"

setup: $(UV) ## build .venv with the unstuck command in it
	@$(UV) sync --frozen --inexact --quiet

dev: $(UV) ## build .venv with all that tests and checks need
	@$(UV) sync --frozen --inexact --quiet --group dev

browser: ## Debian's chromium for the journeys, through apt where missing
	@sh .ci/browser

java: ## Debian's Java for Spark, through apt where missing
	@sh .ci/java

database: ## Debian's PostgreSQL for the tests, through apt where missing
	@sh .ci/database

demo: setup ## the site with invented people, on this machine
	@.venv/bin/unstuck demo

report-demo: setup ## simulate a caseload, analyse it, open the report
	@sh examples/demo.sh

test: dev browser ## everything on SQLite, with the journeys in a browser
	@$(PY) -m pytest -n $(WORKERS) -m "not reference_data and not durability and not cluster and not lforms"

test-all: browser database ## all tests there are: each part runs, whatever became of the others; the one that mostly waits runs beside them
	@failed=""; told=$$(mktemp); \
	$(MAKE) --no-print-directory test || failed="$$failed test"; \
	$(MAKE) --no-print-directory test-durability >$$told 2>&1 & mostly_waits=$$!; \
	trap 'kill $$mostly_waits; exit 130' INT TERM; \
	for part in test-postgres $(if $(shell command -v npm),test-lforms) $(if $(wildcard ../shared),test-reference); do \
		$(MAKE) --no-print-directory $$part || failed="$$failed $$part"; \
	done; \
	wait $$mostly_waits || failed="$$failed test-durability"; cat $$told; rm $$told; \
	[ -z "$$failed" ] || { echo "failed:$$failed" >&2; exit 1; }

test-postgres: dev database ## the site's tests that ask the database, on PostgreSQL
	@$(PY) -m tests.with_postgres $(PY) -m pytest tests/web -n $(WORKERS) -m "not reference_data"

test-durability: dev database ## kill -9 while people save, answer, are reminded and upgraded; backups in use: six at a time, as they mostly wait
	@$(PY) -m pytest tests/durability -n 6 -m durability

test-cluster: dev java ## Spark beside DuckDB (fetches Spark, and Java through apt)
	@$(UV) sync --frozen --inexact --quiet --group dev --extra cluster
	@$(PY) -m pytest tests/cluster -n 0 -m cluster

drill: test-cluster database ## the long runs that are not part of test-all: Spark, 1,000 kills of each kind, new made-up examples, 10,000 sheets and twice 10,000 directories
	@UNSTUCK_KILL_TRIALS=1000 UNSTUCK_BACKUP_DRILLS=100 UNSTUCK_MIGRATE_KILLS=20 $(PY) -m pytest tests/durability -n 4 -m durability
	@UNSTUCK_EXPLORE=1 $(PY) -m pytest -n $(WORKERS) $$(grep -rl --include='test_*.py' 'from hypothesis' tests)
	@$(PY) -m tests.made_up_sheets
	@$(PY) -m tests.made_up_directories
	@$(PY) -m tests.broken_directories

attack: dev $(UV) ## scanners on the code and on a running site, as each role, and every right broken once: hours
	@[ -d .tools/security/others ] || { $(UV) venv --quiet .tools/security/others && \
		$(UV) pip install --quiet --python .tools/security/others/bin/python -r tests/security/tools.txt; }
	@[ -d .tools/security/semgrep ] || { $(UV) venv --quiet .tools/security/semgrep && \
		$(UV) pip install --quiet --python .tools/security/semgrep/bin/python -r tests/security/semgrep.txt; }
	@$(PY) -m tests.security.scan --planted --minutes 5
	@$(PY) -m tests.security.scan
	@$(PY) -m tests.security.mutation_rights

test-lforms: dev browser ## questionnaires rendered and scored in LHC-Forms, fetched with npm
	@$(PY) -m pytest tests/lforms -n 0 -m lforms

test-reference: dev ## against the GPL data sets in ../shared
	@$(PY) -m pytest -n $(WORKERS) -m reference_data

check: dev ## format, lint, types, imports, generated pages up to date
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) -m docs.generate --check

docs: dev ## write the generated pages again
	@$(PY) -m docs.generate

pictures: dev browser ## the screenshots of the site in the docs, from the journeys
	@$(PY) -m pytest tests/journeys/test_worker.py -n 0 --pictures docs/images

wheel: $(UV) ## build the wheel into dist/
	@$(UV) build --quiet --wheel --out-dir dist

bench: $(UV) ## ratios against named rivals, in one run
	@$(UV) sync --frozen --inexact --quiet --group bench
	@$(PY) -m benchmarks

clean: ## remove all that make has built
	rm -rf .venv .tools dist demo
