"""Section 4 and the appendix: what is said of trained networks, and what is cited."""
