# Every command of the project. What a command does stands in the Python it calls; here is only
# what must be there before it: the environment, the sample extracts, Dagster's home.

PYTHON ?= python3
SCALE ?= 1
SEED ?= 1
BIN := .venv/bin
ENVIRONMENT := .venv/requirements.installed
INSTANCE := .dagster/dagster.yaml
SUPERSET := .venv-superset/bin/python
SUPERSET_ENVIRONMENT := .venv-superset/requirements.installed
BENCH := .venv-bench/bin/python
BENCH_ENVIRONMENT := .venv-bench/requirements.installed
SPARK := .venv-spark/bin/python
SPARK_ENVIRONMENT := .venv-spark/requirements.installed
ENGINE_ENVIRONMENT := $(if $(filter spark,$(FOLLOWUP_ENGINE)),$(SPARK_ENVIRONMENT))

export PATH := $(CURDIR)/$(BIN):$(PATH)
export DAGSTER_HOME := $(CURDIR)/.dagster
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help run plan report rollback dev test lint format bench spark soak superset superset-password \
	site sample sample-if-none pages lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(ENVIRONMENT) $(ENGINE_ENVIRONMENT) $(INSTANCE) sample-if-none ## Build, audit and publish warehouse/marts.duckdb
	@python -m orchestration.run

plan: $(ENVIRONMENT) $(ENGINE_ENVIRONMENT) $(INSTANCE) sample-if-none ## Build and audit, and show what publishing would change
	@python -m orchestration.run plan

report: $(ENVIRONMENT) ## Make the monthly reports (ORGANISATION=ADH MONTH=2024-02; all, the last)
	@python -m orchestration.report $(if $(ORGANISATION),--organisation $(ORGANISATION)) \
		$(if $(MONTH),--month $(MONTH))

rollback: $(ENVIRONMENT) ## Put the publication before the current one back (TO=a named one)
	@python -m orchestration.rollback $(TO)

dev: $(ENVIRONMENT) $(ENGINE_ENVIRONMENT) $(INSTANCE) ## Serve the Dagster UI on 127.0.0.1:3000
	@dagster dev --host 127.0.0.1 --port 3000

# A worker more than processors: some tests wait for servers. In the order of tests/conftest.py the
# files of few but long tests do not come last, for one worker alone.
test: $(ENVIRONMENT) ## Lint, then run every test
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint $(SUPERSET_ENVIRONMENT) $(SPARK_ENVIRONMENT)
	@pytest --numprocesses $$(($$(nproc) + 1)) --dist loadfile --no-loadscope-reorder

# sqlfluff has dbt connect to a database, though it reads nothing from it: an empty one of its own.
LINT_DATABASE := dbt_project/target/lint/marts.duckdb

lint: $(ENVIRONMENT) ## Format, types, layering, SQL, dbt conventions, secrets, known advisories
	ruff check
	ruff format --check
	mypy
	lint-imports
	python -m orchestration.defs.manifest
	@mkdir -p $(dir $(LINT_DATABASE))
	FOLLOWUP_BUILD_DATABASE=$(CURDIR)/$(LINT_DATABASE) sqlfluff lint dbt_project --processes 0
	dbt-bouncer --config-file dbt-bouncer.yml
	@git ls-files -z -- ':!*.lock' | xargs -0 -n 100 -P 2 detect-secrets-hook --baseline security/secrets.json
	python -m security.audit

format: $(ENVIRONMENT) ## Format Python and SQL
	ruff check --fix
	ruff format
	@mkdir -p $(dir $(LINT_DATABASE))
	FOLLOWUP_BUILD_DATABASE=$(CURDIR)/$(LINT_DATABASE) sqlfluff fix dbt_project

bench: $(ENVIRONMENT) $(BENCH_ENVIRONMENT) ## Measure the product, the floor and its peers (SCALE=1 OUT=bench.json; 1, 5, 20)
	@python -m benchmarks.run $(if $(filter command,$(firstword $(origin SCALE))),--scale $(SCALE)) \
		$(if $(OUT),--output $(OUT))

# The warehouse is built by DuckDB first, whatever engine the environment names.
spark: export FOLLOWUP_ENGINE = duckdb
spark: $(SPARK_ENVIRONMENT) run ## Build the marts on a Spark cluster of this machine too, and compare
	@python -m orchestration.on_spark

soak: $(ENVIRONMENT) $(SPARK_ENVIRONMENT) ## The tests in their long form: load, every fault (as root: it fills small disks)
	@python -m benchmarks.soak

superset: $(SUPERSET_ENVIRONMENT) ## Serve the dashboards in Superset on 127.0.0.1:8088
	@exec $(SUPERSET) bi/superset/serve.py

superset-password: $(SUPERSET_ENVIRONMENT) ## Give the administrator of Superset a new password
	@$(SUPERSET) bi/superset/serve.py --new-password

site: $(ENVIRONMENT) ## Make the start page from the published marts, and serve it on 127.0.0.1:8090
	@python -m orchestration.site
	@exec python -u -m http.server 8090 --bind 127.0.0.1 --directory warehouse/site

sample: $(ENVIRONMENT) ## Write synthetic extracts into raw/ (SCALE=1 SEED=1)
	@python -m orchestration.synthesis --output raw --scale $(SCALE) --seed $(SEED)

sample-if-none: $(ENVIRONMENT)
	@if [ -z "$$(find raw -mindepth 2 -type f 2>/dev/null | head -n 1)" ]; then \
		$(MAKE) --no-print-directory sample; fi

pages: $(ENVIRONMENT) ## Make the pages that are made: raw/README.md, docs/measures.md
	@python -m orchestration.contracts
	@python -m orchestration.defs.manifest
	@python docs/make_measures.py

lock: $(ENVIRONMENT) ## Resolve every requirements.lock anew
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --upgrade --quiet \
		--custom-compile-command "make lock" --output-file requirements.lock
	uv pip compile bi/superset/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --no-emit-index-url --upgrade --quiet \
		--custom-compile-command "make lock" --output-file bi/superset/requirements.lock
	uv pip compile benchmarks/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --no-emit-index-url --upgrade --quiet \
		--custom-compile-command "make lock" --output-file benchmarks/requirements.lock
	uv pip compile orchestration/spark/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --no-emit-index-url --upgrade --quiet \
		--custom-compile-command "make lock" --output-file orchestration/spark/requirements.lock

# warehouse/build stays: its register of deliveries is the only record of what arrived and changed.
clean: ## Remove what can be made again, but neither raw/ nor warehouse/
	rm -rf .venv .venv-superset .venv-bench .venv-spark .dagster
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf dbt_project/target dbt_project/logs benchmarks/results

$(ENVIRONMENT): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than 3.11: install a newer one, or name it: make PYTHON=python3.12"; exit 1; }
	@echo "Installing the environment into .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	@python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@touch $@

# With deploy/postgres.yaml beside it as storage.yaml, runs are kept in PostgreSQL.
$(INSTANCE): orchestration/defs/dagster.yaml $(wildcard $(dir $(INSTANCE))storage.yaml)
	@mkdir -p $(@D)
	@cat $^ > $@

# numpy and pandas of Superset's lock have no wheels for a later Python.
$(SUPERSET_ENVIRONMENT): bi/superset/requirements.lock | $(ENVIRONMENT)
	@echo "Installing Superset into .venv-superset (once) ..."
	@uv venv --quiet --clear --no-python-downloads --python ">=3.11,<3.13" .venv-superset
	@uv pip sync --quiet --compile-bytecode --python $(SUPERSET) --require-hashes $<
	@touch $@

# What the product is compared with; their libraries and the product's do not go together.
$(BENCH_ENVIRONMENT): benchmarks/requirements.lock | $(ENVIRONMENT)
	@echo "Installing the peers of the benchmark into .venv-bench (once) ..."
	@uv venv --quiet --clear --no-python-downloads --python ">=3.11,<3.13" .venv-bench
	@uv pip sync --quiet --compile-bytecode --python $(BENCH) --require-hashes $<
	@touch $@

# Spark's own classes come with pyspark; Java does not.
$(SPARK_ENVIRONMENT): orchestration/spark/requirements.lock | $(ENVIRONMENT)
	@[ -n "$$JAVA_HOME" ] || command -v java > /dev/null \
		|| { apt-get update --quiet=2 && apt-get install --yes --quiet=2 --no-install-recommends \
			openjdk-17-jre-headless > /dev/null; } \
		|| { echo "Spark needs Java 17: install it, or set JAVA_HOME"; exit 1; }
	@echo "Installing Spark into .venv-spark (once) ..."
	@uv venv --quiet --clear --no-python-downloads --python ">=3.11,<3.14" .venv-spark
	@uv pip sync --quiet --compile-bytecode --python $(SPARK) --require-hashes $<
	@touch $@
