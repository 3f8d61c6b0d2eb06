# Each habit is one word; `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench fuzz fmt web

NPM_CI := npm ci --include=dev --no-audit --no-fund
ifeq ($(CI),true)
export CARGO_TERM_PROGRESS_WHEN := never
export CARGO_INCREMENTAL := 0
LOCKED := --locked
QUIET := --quiet
NPM_CI += --loglevel=error
endif

# Folders too: a file taken away makes the build stale as much as a new one.
WEB_SOURCES := $(shell find web -mindepth 1 \( -name node_modules -o -path web/dist -o -path web/pages \
	-o -path web/locales -o -path web/contours \) -prune -o -print)

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## builds everything and serves the demonstration territory
	@scripts/needs.sh build
	@$(MAKE) --no-print-directory web
	@echo "Building bdis: minutes the first time, seconds afterwards."
	@exec cargo run $(LOCKED) --bin bdis -- serve --demo

test: ## runs every test, on SQLite and on PostgreSQL, and in a browser
	@scripts/needs.sh build test
	@$(MAKE) --no-print-directory web
	@scripts/with-postgres.sh scripts/test.sh

check: ## format, lints, types, and what must not be linked in
	@scripts/needs.sh build check
	@$(MAKE) --no-print-directory web
	cargo fmt --all --check
	cargo clippy $(QUIET) $(LOCKED) --workspace --all-targets -- -D warnings
	cd web && npx --no-install tsc --noEmit && npx --no-install biome check .
	scripts/no-foreign-crypto.sh

bench: ## measures, and prints one table; fails nothing
	@scripts/needs.sh build
	@$(MAKE) --no-print-directory web
	@cargo build $(LOCKED) --release --package backend --package bench
	@cd scripts/lighthouse && $(NPM_CI)
	@exec cargo run $(LOCKED) --release --package bench

fuzz: ## a hundred thousand hostile inputs a parser, thousands of generated GraphQL queries
	@scripts/needs.sh build
	@$(MAKE) --no-print-directory web
	@cargo build $(LOCKED) --bin bdis
	@HOSTILE_CASES=100000 cargo test $(LOCKED) --package backend --lib -- hostile does_harm do_harm
	@scripts/fuzz-graphql.sh

fmt: ## formats the code
	@scripts/needs.sh build check
	@$(MAKE) --no-print-directory web/node_modules/.installed
	cargo fmt --all
	cd web && npx --no-install biome check --write .

web: web/dist/manifest.json ## builds style sheet, script and icons into web/dist
	@:

web/dist/manifest.json: web/node_modules/.installed $(WEB_SOURCES)
	@echo "Building web/dist"
	@cd web && node build.mjs
	@touch $@

web/node_modules/.installed: web/package-lock.json web/package.json
	@echo "Getting what the web build needs"
	@cd web && $(NPM_CI)
	@touch $@
