"""Which minima of a product of two factors are the flattest."""
