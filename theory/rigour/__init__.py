"""Proven digits: exact inputs, intervals, enclosures and the prover."""
