"""Networks trained on the binary model planted into images."""
