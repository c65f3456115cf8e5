"""Section 3: perturbing the input and perturbing the weights of one linear layer, and of one linear unit."""
