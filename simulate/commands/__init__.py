"""The commands of ``python -m simulate``, one module each with ``HELP``, ``add_arguments`` and ``run``."""
