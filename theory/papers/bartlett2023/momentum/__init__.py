"""The cycles of SAM with momentum: more than one attracts."""
