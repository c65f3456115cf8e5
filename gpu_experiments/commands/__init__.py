"""The commands of ``python -m gpu_experiments``, one module each with ``HELP``, ``add_arguments`` and ``run``."""
