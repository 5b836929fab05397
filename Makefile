# On a machine with git, make and Python 3.11 or newer with pip, `make demo` and `make test` need nothing else:
# each makes its own environment in .venv from the hash-pinned locks in requirements/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules

PY ?= python3
WORKERS ?= 2
UV := .tools/bin/uv
BIN := .venv/bin
CHECKED := $(wildcard src scripts benchmarks examples tests)
TYPED := $(foreach folder,src scripts benchmarks examples tests/architecture tests/typing,\
	$(if $(wildcard $(folder)/*.py $(folder)/*/*.py $(folder)/*/*/*.py),$(folder)))
DOCUMENTS := $(wildcard README.md docs)
ORACLES := $(patsubst requirements/oracles/%.txt,.oracles/%/.installed,$(wildcard requirements/oracles/*.txt))
# Tests sync thousands of small files, which costs nothing where they lie in memory.
ROOMY := $(shell df --output=avail -B1G /dev/shm 2> /dev/null | awk 'NR == 2 && $$1 >= 8 { print "/dev/shm" }')
PEERS := $(patsubst requirements/peers/%.txt,.peers/%/.installed,$(wildcard requirements/peers/*.txt))

# uv leaves pip's CA setting aside; the system's store also holds what an inspecting proxy added to it.
export UV_SYSTEM_CERTS ?= 1
# Compiled modules are kept, also where images of containers say otherwise: without them every process compiles them anew.
unexport PYTHONDONTWRITEBYTECODE
# Python is the machine's own: nothing that is not in a lock is fetched.
export UV_PYTHON_DOWNLOADS ?= never

##@ Use
.PHONY: help
help: ## Print this screen
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z][a-z-]*:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@printf '\nSettings: PY=%s WORKERS=%s, for example `make test PY=python3.12 WORKERS=0`\n' '$(PY)' '$(WORKERS)'

.PHONY: demo
demo: .venv/.installed ## Publish two agencies' catalogues into build/demo and answer the question from them
	$(BIN)/opendata-share demo --into build/demo

.PHONY: setup
setup: .venv/.installed ## Make the environment in .venv; does nothing when it is up to date

##@ Check
.PHONY: test
test: setup ## Everything a change must pass: lint, types, layers, docs code, tests
	$(MAKE) $(SIDE_BY_SIDE) --no-print-directory types oracles lint layers
	$(MAKE) --no-print-directory docs unit

# Each of these keeps one core busy, or waits for a disk; what each prints stays together.
SIDE_BY_SIDE = $(if $(filter 0,$(WORKERS)),,--jobs=$(WORKERS) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target))

.PHONY: lint
lint: .venv/.installed ## Style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: types-of-all types-of-users ## Static types, strict

.PHONY: types-of-all
types-of-all: .venv/.installed
	$(BIN)/mypy $(TYPED)

.PHONY: types-of-users
types-of-users: .venv/.installed
	$(if $(wildcard tests/typing),$(BIN)/basedpyright)

.PHONY: layers
layers: .venv/.installed ## Floors hold, no import cycles
	$(BIN)/lint-imports --no-logo

unit docs policy-branches exhaustive: export TMPDIR := $(or $(TMPDIR),$(ROOMY),/tmp)

# Each folder by name: of an argument that lies in another one, pytest takes the other one only.
ROOMS = $(filter-out tests/policy/ tests/__pycache__/,$(wildcard tests/*/)) $(wildcard tests/test_*.py)

# One process more than there are cores: servers, children and clocks are waited for.
.PHONY: unit
unit: policy-branches ## The tests; those of policies with their branches counted
	uncounted="$$($(BIN)/python -c 'from benchmarks.policy.proof import UNCOUNTED; print(*UNCOUNTED)')"; \
	$(BIN)/pytest -n $(if $(filter 0,$(WORKERS)),0,$(shell expr $(WORKERS) + 1)) --dist worksteal $(ROOMS) $$uncounted

.PHONY: docs
docs: .venv/.installed ## Run the code in the README, in docs/ and in docstrings
	PYTHONPATH=scripts $(BIN)/pytest -n $(WORKERS) --dist loadfile -p docs_code $(DOCUMENTS) src

.PHONY: browser
browser: ## Install Debian's Chromium, where this is Debian and one may; tests of pages skip without it
	@command -v chromium > /dev/null || { command -v apt-get > /dev/null && test "$$(id -u)" = 0 \
	  && apt-get update -qq > /dev/null \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null; }

.PHONY: strace
strace: ## Install Debian's strace, where this is Debian and one may; tests that kill at system calls skip without it
	@command -v strace > /dev/null || { command -v apt-get > /dev/null && test "$$(id -u)" = 0 \
	  && apt-get update -qq > /dev/null \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace > /dev/null; }

.PHONY: coverage
coverage: .venv/.installed ## Branch coverage of the tests, as text and in build/coverage/html
	mkdir -p build/coverage
	rm -f build/coverage/data*
	$(BIN)/coverage run -m pytest -n $(WORKERS) tests
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage html --quiet
	$(BIN)/coverage report

.PHONY: exhaustive
exhaustive: .venv/.installed oracles ## The long tests, on every core; a skip is a failure; figures go to benchmarks/results
	$(BIN)/python scripts/exhaustive.py

SUITE ?= ../tuf-conformance

.PHONY: conformance
conformance: .venv/.installed ## TUF's public conformance suite, from a checkout: SUITE=../tuf-conformance TESTS="-k rollback"; needs faketime
	@test -d "$(SUITE)/tuf_conformance" || { \
	  echo 'needs a checkout of github.com/theupdateframework/tuf-conformance: make conformance SUITE=PATH' >&2; exit 2; }
	@command -v faketime > /dev/null || { echo 'needs faketime, for example: apt install faketime' >&2; exit 2; }
	cd "$(SUITE)" && PYTHONPATH=. $(CURDIR)/$(BIN)/pytest -c pyproject.toml --rootdir . -p no:cacheprovider -q \
	  -n $(WORKERS) tuf_conformance --entrypoint $(CURDIR)/scripts/tuf_client $(TESTS)

.PHONY: bench
bench: .venv/.installed peers oracles ## Validation beside pyarrow and other engines, then the whole journey; QUICK=1 ROWS=1000000
	$(BIN)/python -m benchmarks.validation.measure $(if $(QUICK),--quick) $(if $(ROWS),--rows $(ROWS))
	$(BIN)/python benchmarks/run.py $(if $(QUICK),--rows 100000 --rounds 1 --results build/benchmarks/journey.json)

.PHONY: bench-start
bench-start: .venv/.installed ## How long the command line takes to start, beside importing pyarrow
	$(BIN)/python -m benchmarks.validation.measure --tasks start

.PHONY: bench-trust
bench-trust: .venv/.installed ## What verifying a release costs beside hashing the same bytes
	$(BIN)/python -m benchmarks.trust.verify --results benchmarks/results/trust.json

.PHONY: bench-policy
bench-policy: .venv/.installed ## What protecting a million rows costs beside writing them as they are; QUICK=1
	$(BIN)/python -m benchmarks.policy.measure $(if $(QUICK),--rows 50000 --rounds 1 --results build/benchmarks/policy.json,--results benchmarks/results/policy.json)

.PHONY: bench-reading
bench-reading: .venv/.installed ## What a field map costs beside pyarrow and python-calamine; QUICK=1
	$(BIN)/python -m benchmarks.reading.measure $(if $(QUICK),--rows 100000 --rounds 1 --results build/benchmarks/reading.json)

.PHONY: policy-proof
policy-proof: .mutation/.installed ## Branch coverage and mutants caught, of the policy package; MODULES="_gate.py" FRESH=1
	nice -n 10 $(BIN)/python -m benchmarks.policy.proof --workers $(WORKERS) $(if $(FRESH),--fresh) \
	  $(if $(EACH),--seconds $(EACH)) $(if $(MODULES),--modules $(MODULES) --results build/policy-proof.json)

.PHONY: policy-branches
policy-branches: .venv/.installed ## The tests of policies but the longest, which must take every branch of their package
	$(BIN)/python -m benchmarks.policy.proof --coverage --workers $(WORKERS)

.PHONY: friday
friday: .venv/.installed ## Draft maps of twenty-one messy sheets and count the edits to the right ones
	$(BIN)/python -m benchmarks.friday.measure

.PHONY: sources
sources: .venv/.installed ## Every folder of the agencies' own files through its shipped map, as a table
	$(BIN)/python -m benchmarks.sources.measure

.PHONY: glue
glue: .venv/.installed .oracles/glue/.installed ## The same job with frictionless, datacontract-cli, ckanapi and a script
	$(BIN)/python -m benchmarks.glue.compare --rounds 5

##@ Maintain
.PHONY: format
format: .venv/.installed ## Sort imports, mend what can be mended, format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: oracles
oracles: $(ORACLES) ## Make the environments of other people's tools in .oracles

.PHONY: peers
peers: $(PEERS) ## Make the environments of the engines `make bench` compares with in .peers

.PHONY: lock
lock: .tools/.installed ## Compile the locks again; UPGRADE=1 moves every pin to the newest version
	$(COMPILE) --all-extras pyproject.toml requirements/dev.in --output-file requirements/dev.txt
	$(COMPILE) requirements/uv.in --output-file requirements/uv.txt
	$(COMPILE) benchmarks/glue/requirements.in --output-file benchmarks/glue/requirements.txt
	$(COMPILE) --all-extras pyproject.toml requirements/mutation.in --constraint requirements/dev.txt \
	  --output-file requirements/mutation.txt
	for tool in requirements/oracles/*.in requirements/peers/*.in; do \
	  $(COMPILE) "$$tool" --output-file "$${tool%.in}.txt"; done

.PHONY: clean
clean: ## Remove what was built and every cache; the environments stay
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)
INTERPRETER = "$$($(PY) -c 'import sys; print(sys.executable)')"

.tools/.installed: requirements/uv.txt
	@$(PY) -c 'import sys; sys.exit("needs Python 3.11 or newer: make PY=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PY) -m pip --version > /dev/null || { echo 'needs pip, for example: apt install python3-pip' >&2; exit 2; }
	$(PY) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
	  --no-deps --require-hashes --upgrade --target .tools --requirement requirements/uv.txt
	@touch $@

.venv/.locked: .tools/.installed requirements/dev.txt
	test -x $(BIN)/python || $(UV) venv --quiet --python $(INTERPRETER) .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	@touch $@

.venv/.installed: .venv/.locked pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.mutation/.installed: requirements/mutation.txt .venv/.installed # a plain install: mutmut's copy goes before it
	$(UV) venv --quiet --clear --python $(INTERPRETER) $(@D)
	$(UV) pip sync --quiet --python $(@D)/bin/python --require-hashes $<
	$(UV) pip install --quiet --python $(@D)/bin/python --no-deps --no-build-isolation .
	@touch $@

.oracles/glue/.installed: benchmarks/glue/requirements.txt .tools/.installed
	$(UV) venv --quiet --clear --python $(INTERPRETER) $(@D)
	$(UV) pip sync --quiet --python $(@D)/bin/python --require-hashes $<
	@touch $@

.oracles/%/.installed: requirements/oracles/%.txt .tools/.installed
	$(UV) venv --quiet --clear --python $(INTERPRETER) $(@D)
	$(UV) pip sync --quiet --python $(@D)/bin/python --require-hashes $<
	@touch $@

.peers/%/.installed: requirements/peers/%.txt .tools/.installed
	$(UV) venv --quiet --clear --python $(INTERPRETER) $(@D)
	$(UV) pip sync --quiet --python $(@D)/bin/python --require-hashes $<
	@touch $@
