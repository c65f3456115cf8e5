# Every target makes the environment it needs (.venv) and does no work twice.
#   make reproduce                  check every claim, draw every figure, write out/report/index.html
#   make test                       format, lint, types, tests
#   make quick                      lint, types and the tests nearest to what you changed, within a minute
#   make clients, make attacks      the recipes for trainers, and the attacks, beside the libraries themselves
#   make fuzz                       20,000 random calls, good and bad arguments mixed, and 2,000,000 random problems
#   make reproduce PYTHON=/path     an interpreter that has the dependencies is used as it is;
#                                   from any other one .venv is made
PYTHON ?= python3
TORCH ?= torch==2.13.0
WORKERS ?= 2

READY := import numpy, scipy, sympy, matplotlib, torch, flint, sklearn, pooch, safetensors, tqdm, jinja2, latex2mathml, shtab
ifneq ($(origin PYTHON),file)
READY_AS_IS := $(shell $(PYTHON) -c "$(READY)" 2>/dev/null && echo yes)
endif
ifeq ($(READY_AS_IS),yes)
PY := $(PYTHON)
ENVIRONMENT :=
else
PY := .venv/bin/python
ENVIRONMENT := .venv/complete
endif

export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: reproduce test quick clients attacks fuzz check figures docs bench clean environment

reproduce: $(ENVIRONMENT)
	$(PY) -m theory check --resume --workers $(WORKERS)
	$(PY) -m simulate check --resume --workers $(WORKERS)
	$(PY) -m gpu_experiments small --workers $(WORKERS)
	$(PY) -m theory --json out/ledger.json
	$(PY) -m figures
	$(PY) -m figures findings > out/findings.md
	$(PY) -m figures report

test: $(ENVIRONMENT)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest -q -n $(WORKERS)

quick: $(ENVIRONMENT)
	@$(PY) -m tests.quick --workers $(WORKERS)

clients: .venv-clients/complete
	.venv-clients/bin/python -m pytest -q tests/environments/clients

attacks: .venv-attacks/complete
	.venv-attacks/bin/python -m pytest -q tests/environments/attacks

fuzz: $(ENVIRONMENT)
	$(PY) tests/benchmarks/fuzz_calls.py
	$(PY) tests/benchmarks/fuzz_numbers.py

check: $(ENVIRONMENT)
	$(PY) -m theory check --workers $(WORKERS)
	$(PY) -m simulate check --workers $(WORKERS)
	$(PY) -m gpu_experiments small --workers $(WORKERS)

figures: $(ENVIRONMENT)
	$(PY) -m figures

docs: $(ENVIRONMENT)
	PYTHONPATH=. $(PY) docs/api.py

bench: .venv-attacks/complete
	for script in tests/benchmarks/bench_*.py; do echo "== $$script"; .venv-attacks/bin/python $$script || exit 1; done

environment: $(ENVIRONMENT)

# The stamp is written last, so an interrupted installation is taken up again.
.venv/complete: pyproject.toml constraints.txt
	@echo 'making .venv (about a minute)'
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt "$(TORCH)"
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

# Environments for libraries that few have: each sees what $(PY) sees, and holds only what is added. torchattacks asks for
# torchvision, which it does not need here and which does not load beside a build of torch for CPUs.
.venv-clients/complete: ADDED := lightning accelerate transformers
.venv-attacks/complete: ADDED := foolbox adversarial-robustness-toolbox
.venv-attacks/complete: ADDED_ALONE := torchattacks
PACKAGES := import sysconfig; print(sysconfig.get_path('purelib'))
INSTALL = $(PY) -m pip --python .venv-$*/bin/python install --quiet --disable-pip-version-check -c constraints.txt

.venv-%/complete: $(ENVIRONMENT) constraints.txt
	@echo 'making .venv-$* (half a minute)'
	$(PY) -m venv --clear --without-pip .venv-$*
	echo "import site; site.addsitedir('$$($(PY) -c "$(PACKAGES)")')" > "$$(.venv-$*/bin/python -c "$(PACKAGES)")/shared.pth"
	$(INSTALL) $(ADDED)
	$(if $(ADDED_ALONE),$(INSTALL) --no-deps $(ADDED_ALONE))
	touch $@

clean:
	rm -rf out .venv .venv-clients .venv-attacks .pytest_cache .mypy_cache .ruff_cache .hypothesis
