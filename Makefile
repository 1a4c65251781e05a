# Two commands: `make run` serves the app, `make test` checks everything. Python 3.11+ and make are all they need.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python
# LOCKED=1 installs exactly the files whose hashes were written down (make lock): for an image and CI.
pinned = $(if $(LOCKED),--require-hashes -r $(1).lock,-r $(1).txt)

.PHONY: run test check sbom release lint types docs lock pins screenshots clean

run: $(VENV)/.app
	@$(PY) -m monitor serve --port $(PORT)

test: $(VENV)/.dev
	@scripts/browser.sh
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy monitor
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not slow"

# The long ones too, and what we depend on. Where the advisory database can't be reached this fails and says so; OFFLINE=1 lets it pass.
check: test
	$(PY) -m pytest -q -m slow
	$(PY) -m scripts.check_dependencies licences
	$(PY) -m scripts.check_dependencies advisories

# What a release consists of: every package that the app runs on, with version and licence (CycloneDX), from a fresh environment.
sbom:
	rm -rf dist/environment dist/tools && mkdir -p dist
	$(PYTHON) -m venv dist/environment && $(PYTHON) -m venv dist/tools
	dist/environment/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	dist/tools/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-release.txt
	dist/tools/bin/python -m cyclonedx_py environment --output-reproducible --pyproject pyproject.toml --of JSON \
		-o dist/sbom.cdx.json dist/environment/bin/python
	rm -rf dist/environment dist/tools

# What has to hold before a version is given out.
release: check sbom

lint: $(VENV)/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: $(VENV)/.dev
	$(PY) -m mypy monitor

# What is written from the code: the codebook's schema, the data dictionary, the picture of the rooms, the export formats.
docs: $(VENV)/.app
	$(PY) -m monitor.codebook.schema > docs/codebook.schema.json
	$(PY) -m scripts.data_dictionary
	$(PY) -m scripts.architecture
	$(PY) -m scripts.export_formats

# The digests that the tags of our base images have now; deploy/ holds the ones that are built on.
pins:
	@grep -hoE '(python|nginx):[a-z0-9.-]+' deploy/Dockerfile deploy/compose.yaml | sort -u | while read image; do \
		echo "$$image@$$(docker buildx imagetools inspect $$image --format '{{.Manifest.Digest}}')"; done

# Every package that the app and its tests run on, with the hashes of its files, as the registry has them now.
LOCKING := dist/tools/bin/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock:
	rm -rf dist/tools && mkdir -p dist && $(PYTHON) -m venv dist/tools
	dist/tools/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-release.txt
	$(LOCKING) -o requirements.lock requirements.txt
	$(LOCKING) -o requirements-dev.lock requirements-dev.txt
	rm -rf dist/tools

# The README's pictures, from a store of simulated answers; needs the browser of the tests.
screenshots: $(VENV)/.dev
	@scripts/browser.sh
	$(PY) -m scripts.screenshots

$(VENV)/.app: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the app needs…"
	@$(PY) -m pip install --quiet --disable-pip-version-check $(call pinned,requirements)
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the tests need…"
	@$(PY) -m pip install --quiet --disable-pip-version-check $(call pinned,requirements-dev)
	@touch $@ $(VENV)/.app

clean:
	rm -rf $(VENV) data/store dist
