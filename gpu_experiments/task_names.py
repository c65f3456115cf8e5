"""Names of tasks: data that stay, whatever module a function lives in; see `simulate.task_names`."""

from __future__ import annotations

NAMES = {"gpu_experiments.experiments:run_cell": "gpu_experiments.experiments.experiment:run_cell"}
"""Where the function of each task is, as ``module:function``."""
