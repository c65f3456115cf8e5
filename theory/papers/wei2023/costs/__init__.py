"""Section 5: what SAM and AT cost."""
