"""Section 5: the paper's sentences about its own two tables, decided by exact arithmetic on their cells."""
