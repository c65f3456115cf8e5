"""Surrogates of the 0-1 loss, norm balls, and the sharpness measures that go with them."""
