"""How samples decide: intervals with a stated error probability, and the one rule that compares them with claims."""
