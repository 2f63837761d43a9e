# Everything here needs python3 (3.11 or newer), make and a package index; the first target that runs makes .venv.

PYTHON ?= python3
V := .venv
BIN := $(V)/bin
PROJECTS := core plugins/bluesky plugins/mastodon plugins/threads contract_tests
RUNS ?= 500

.PHONY: demo test browser mutants lint bench crash compare wheels lock clean simulate live

demo: $(V)/.stamp ## the main job on real input: no account, no internet
	$(BIN)/postwire demo

test: $(V)/.stamp ## all tests
	$(BIN)/python -m pytest -q

mutants: $(V)/.stamp ## whether tests notice what may go wrong in the Threads connector: some minutes
	$(BIN)/python tests/contract/mutants.py

browser: $(V)/.stamp ## connecting an account in a real browser; CHROMIUM names it (apt-get install chromium)
	CHROMIUM=$${CHROMIUM:-chromium} $(BIN)/python -m pytest -q tests/browser

lint: $(V)/.stamp ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy core/src plugins/bluesky/src plugins/mastodon/src plugins/threads/src plugins/_template/src contract_tests/src
	$(BIN)/lint-imports

bench: $(V)/.stamp ## durable posts against bare ones, side by side
	$(BIN)/python bench/run.py

simulate: $(V)/.stamp ## the worlds of SEEDS (17, or 0-999), or as many as DELIVERIES takes; 1 if a promise breaks
	$(BIN)/python -m tests.simulation --seeds $(or $(SEEDS),0-199) $(if $(DELIVERIES),--deliveries $(DELIVERIES)) $(if $(WITHOUT),--without $(WITHOUT))

live: $(V)/.stamp ## Bluesky and Mastodon against real servers, installed and started here (Node from a wheel, g++; apt)
	$(BIN)/python -m tests.live
	POSTWIRE_LIVE=1 $(BIN)/python -m pytest -q tests/live
	$(BIN)/python -m tests.live.pds --lost $(or $(LOST),200) --kills $(or $(KILLS),100)
	$(BIN)/python -m tests.live.snac --lost $(or $(LOST),200) --kills $(or $(KILLS),100)

crash: $(V)/.stamp ## RUNS processes killed, and what the platform says beside what the database says
	$(BIN)/python -m tests.crash --runs $(RUNS)

compare: $(V)/.stamp ## the same faults for postwire and for a plain publisher
	$(BIN)/python -m tests.crash --side-by-side 25

wheels: $(V)/.stamp ## the distributions, into dist/
	rm -rf dist
	for project in $(PROJECTS); do $(BIN)/python -m build --quiet --no-isolation --wheel --outdir dist $$project || exit 1; done

lock: $(V)/.stamp ## pins and hashes anew, without the name of any package index
	$(BIN)/uv export --quiet --all-packages --all-extras --all-groups --no-emit-workspace --no-header --no-annotate --output-file requirements.lock

clean:
	rm -rf $(V) dist build

$(V)/.stamp: requirements.lock pyproject.toml $(PROJECTS:=/pyproject.toml)
	test -x $(BIN)/python || $(PYTHON) -m venv $(V)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(PROJECTS:%=--editable %)
	touch $@
