"""SAM's optimum: equal ends, the reflection about w*, Theorem 4.3 and how its weight grows (appendix A.3, eqs. 25 to 29)."""
