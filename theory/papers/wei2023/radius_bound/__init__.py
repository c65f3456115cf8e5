"""The conclusion of Theorem 4.5: the matched AT radius is the smaller one, and by how much."""
