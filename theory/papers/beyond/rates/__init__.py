"""How fast the empirical optimum settles: cube-root for ST, root-n for SAM; the constants from the binary model."""
