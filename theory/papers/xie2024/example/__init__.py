"""The example of Section 2.2, two answers A and B, read as probabilities and as logits."""
