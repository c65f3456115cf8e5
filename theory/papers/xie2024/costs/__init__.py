"""Appendix B: the timing tables, and the sentences about them."""
