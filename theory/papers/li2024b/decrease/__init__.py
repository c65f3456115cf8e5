"""How fast the balance falls, and for which radii."""
