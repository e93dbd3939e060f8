# Copyright: (c) 2026, roma.connect contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every check and every tool of this checkout, by name. The work is done by the programs in scripts/; each says at its top
# why it exists. ARGS goes to pytest, as in: make integration ARGS="-k datasource". CORES narrows the versions of
# ansible-core, as in: make matrix CORES="2.15 2.21".
SHELL := /bin/bash
.DEFAULT_GOAL := help
export ARGS CORES

.PHONY: help test lint sanity units matrix contract integration chaos release-check docs outputs pictures bench demo emulator venv generate drafts clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

test: ## every check there is, from nothing
	@scripts/check everything

lint: ## style, types, documentation, changelog, licences
	@scripts/check lint

sanity: ## ansible-test sanity of what is shipped, on the oldest and the newest ansible-core
	@scripts/check sanity

units: ## the unit tests: all with the oldest, the main and the newest Python, those of plugins on every ansible-core
	@scripts/check units

contract: ## the vendor's SDK against the emulator
	@scripts/check contract

integration: ## playbooks against the emulator
	@scripts/check integration

chaos: ## many runs that are killed and meet faults, by new seeds each time: make chaos CHAOS_ROUNDS=100
	@scripts/check chaos

matrix: ## the unit tests and one end-to-end run on every ansible-core
	@scripts/check matrix

release-check: ## build, install, verify and use the tarball as users will
	@scripts/check release

docs: ## the documentation site, in build/site/build/html
	@scripts/check docs

outputs: ## write anew the outputs that the guides show
	@scripts/venv && scripts/tree && .venv/bin/python -m tests.integration.shown

pictures: ## take the pictures of reports in the guides anew, with the program chromium
	@scripts/venv demo && scripts/tree && .venv/bin/python scripts/screens

bench: ## how fast it is, as ratios
	@scripts/venv && scripts/tree && .venv/bin/python -m tests.benchmarks

demo: ## a tour of the collection against the emulator
	@scripts/venv demo && scripts/tree && .venv/bin/python scripts/demo

emulator: ## serve the emulator, and print the lines that another shell needs to use it
	@scripts/venv demo && scripts/tree && exec .venv/bin/python scripts/emulator

venv: ## the development environment, in .venv
	@scripts/venv && scripts/tree

generate: ## write anew what repeats the code: meta/runtime.yml, roles/provision, credential types, tables of the guides, RETURN of modules
	@scripts/venv && scripts/tree && scripts/runtime && .venv/bin/python scripts/role-specs && .venv/bin/python scripts/credential-types \
	  && .venv/bin/python scripts/guide-tables && .venv/bin/python scripts/return-docs

drafts: ## first drafts of the module files of a resource in the catalogue: make drafts NAME=task
	@scripts/venv && scripts/tree && .venv/bin/python scripts/module-drafts $(NAME)

clean: ## remove everything that was built
	rm -rf .venv build .ansible collections changelogs/.plugin-cache.yaml
