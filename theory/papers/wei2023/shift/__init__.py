"""How far SAM moves the weight for a small radius: appendix A.4, Theorem 4.4 and its corrections."""
