"""SAM over all weights, exactly: the opposite of Theorem 4.3 over a large part of the parameters."""
