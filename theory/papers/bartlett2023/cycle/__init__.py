"""The cycle of SAM on a quadratic loss, which of them attracts, and the drift along a valley."""
