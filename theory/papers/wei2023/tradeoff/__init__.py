"""Natural against robust accuracy along the one curve of SAM and AT: Section 4.5."""
