"""Bilateral sharpness near a minimum, where the expansion around a large gradient does not apply."""
