# Two commands matter: `make run` and `make test`. `make` alone lists the rest.

.DEFAULT_GOAL := help
.PHONY: help run test lint types contracts unit browser torture screenshots bench sample format clean
SHELL := /bin/bash

VENV    := .venv
BIN     := $(VENV)/bin
# The first Python that runs and is new enough; `make PYTHON=/path/to/python run` chooses another.
PYTHON  ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
             "$$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
               >/dev/null 2>&1 && { echo "$$each"; break; }; done)
PINS    := requirements.txt constraints.txt
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SOURCES := app.py pages pointbook tests
PYTEST  := $(BIN)/python -m pytest
# Both cores, shared as tests/conftest.py says; what needs a browser begins first.
BESIDE  := -n 2 --dist loadscope --no-loadscope-reorder

help:  ## 显示本说明 · show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run-ready  ## 启动积分簿,首次会安装并载入示例数据 · install if needed and serve on this machine
	@$(BIN)/python -m pointbook serve --sample-if-new

# A failing check does not hide the next one: one run tells everything.
test: $(VENV)/.browser  ## 全部检查与测试 · every check and every test
	@failed=0; \
	for check in lint types contracts; do \
	  $(MAKE) --no-print-directory $$check || failed=1; \
	done; \
	CHROMIUM="$$(cat $(VENV)/.browser)" $(PYTEST) $(BESIDE) || failed=1; \
	exit $$failed

lint: $(VENV)/.test-ready  ## 代码风格 · style and formatting
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES) || \
	  { echo "Some files are not formatted: make format."; exit 1; }

types: $(VENV)/.test-ready  ## 类型检查 · strict types
	@$(BIN)/mypy

contracts: $(VENV)/.test-ready  ## 模块依赖方向 · which room may use which
	@$(BIN)/lint-imports --no-logo

unit: $(VENV)/.test-ready  ## 除浏览器外的测试 · the tests that need no browser
	@$(PYTEST) $(BESIDE) -m "not browser"

browser: $(VENV)/.browser  ## 浏览器测试 · the journeys in a real browser
	@CHROMIUM="$$(cat $(VENV)/.browser)" $(PYTEST) -m browser

torture: $(VENV)/.test-ready  ## 强制终止 200 次、随机操作 10 万步后核对账簿,需数小时 · kill -9 and random operations for hours
	@POINTBOOK_KILLS=$${POINTBOOK_KILLS:-200} POINTBOOK_MODEL_OPERATIONS=$${POINTBOOK_MODEL_OPERATIONS:-100000} \
	  POINTBOOK_MODEL_LOOK_EVERY=12 POINTBOOK_MODEL_PROVE_EVERY=50 POINTBOOK_SCOPE_TRIES=$${POINTBOOK_SCOPE_TRIES:-10000} \
	  $(PYTEST) -s tests/torture tests/test_ledger_model.py tests/test_access_scope.py

screenshots: $(VENV)/.browser  ## 各页截图,存入 test-results/screens · a picture of every page, to be looked at
	@CHROMIUM="$$(cat $(VENV)/.browser)" $(BIN)/python -m tests.browser.screenshots test-results/screens

bench: $(VENV)/.run-ready  ## 性能测量,写入 docs/benchmarks.md · measure and write docs/benchmarks.md
	@$(BIN)/python -m pointbook bench

sample: $(VENV)/.run-ready  ## 向空账簿载入示例数据 · fill an empty book with the sample
	@$(BIN)/python -m pointbook sample

format: $(VENV)/.test-ready  ## 统一代码格式 · format the code
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

clean:  ## 删除虚拟环境与缓存,不动账簿 · remove the environment and caches, never the book
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find pointbook pages tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps below are newer than the pins they were made from, so a second start does not ask pip.
$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "需要 Python 3.11 或更新版本(含 venv)· Python 3.11 or newer with venv is needed"; exit 1; }
	@echo "正在准备运行环境 · preparing $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: $(PINS) | $(VENV)/bin/python
	@echo "正在安装所需的软件包 · installing what the program needs"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.test-ready: requirements-dev.txt $(PINS) | $(VENV)/bin/python
	@echo "正在安装测试所需的软件包 · installing what the checks need"
	@$(PIP) -r requirements-dev.txt
	@touch $(VENV)/.run-ready $@

# Asked each time: a browser that was there yesterday may be gone.
.PHONY: $(VENV)/.browser
$(VENV)/.browser: $(VENV)/.test-ready
	@$(BIN)/python tests/browser/find_browser.py > $@.new && mv $@.new $@
