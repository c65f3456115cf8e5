"""SAM on the robust weight: its loss, and how a shift of w changes it (appendix A.3, eqs. 19 to 24)."""
