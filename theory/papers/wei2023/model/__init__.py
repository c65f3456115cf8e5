"""The binary model (section 4.1), its accuracy, and Theorem 4.1 on standard training (appendix A.1)."""
