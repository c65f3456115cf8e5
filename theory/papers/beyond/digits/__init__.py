"""Networks trained on the bundled digits."""
