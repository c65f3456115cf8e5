"""Section 2: the 0-1 loss, its upper bounds (eq. 2), what they guarantee, and the 0-1 loss as a maximum (eq. 9)."""
