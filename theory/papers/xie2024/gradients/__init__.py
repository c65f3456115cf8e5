"""Section 3, on gradients of the surrogates, and what the published tanh setting has in common with cross-entropy."""
