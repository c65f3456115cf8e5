"""What foolbox itself has outdated, when it is imported, is no failure of ours."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "Please import `gaussian_filter` from", DeprecationWarning)
    import foolbox  # noqa: F401 - from here on it is imported
