"""Section 5: three sentences about the model trained with one rho, whose value the text lost, in their readings."""
