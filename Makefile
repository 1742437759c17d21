# SPDX-License-Identifier: Apache-2.0
# A thin front door over Meson: every target is one or two commands that can be typed by hand as well.

BUILD ?= build
MODEL_CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/askdb
PORT ?= 8000

.PHONY: run build test lint bench clean help setup model

help: ## show this text
	@echo 'askdb: questions about databases, answered in safe SQL'
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build model ## build what changed, then serve the sample on http://127.0.0.1:8000
	@exec $(BUILD)/askdb serve --demo --port $(PORT)

build: setup ## install what is missing, configure once, compile into build/ (UI=no: without the pages)
	@[ "$(UI)" = no ] || tools/build-ui
	@tools/configure $(BUILD) $(if $(filter no,$(UI)),false,true)
	@ninja -C $(BUILD) $(if $(VERBOSE),-v,--quiet)

test: ## set up for tests, then run every suite; the last line is the count (SUITE=unit for one of them)
	@tools/setup test
	@tests/run $(SUITE)

lint: ## layers, house rules, formatting, clang-tidy
	@tools/setup test
	@tests/run lint

bench: build model ## the figures of docs/figures.md, measured here
	@tools/setup bench
	@tests/bench/run

clean: ## remove the build directories (caches and data stay)
	rm -rf build build-asan build-tsan build-clang build-web

setup:
	@tools/setup build

model:
	@tools/fetch-model
