"""Sweeps: tasks over parameter sets and seeds, where they run, and what is stored of them."""
