"""How the balance of two factors moves: exactly, for every radius and step, with an invariant."""
