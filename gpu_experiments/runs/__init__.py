"""One training run: its settings, its epochs, its evaluation and its record."""
