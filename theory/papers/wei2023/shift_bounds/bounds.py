"""The bounds on SAM's shift over w* rho^2/(3d), in the claims' language with the functions S and H of the radius."""

from __future__ import annotations

RATIO = "(w_SAM - w_star)/(w_star*e**2/3)"
LOWER = "1 - (Max(kappa**2/3 - 1, 0)*(3*S/e**2 - 1) + t_star**2*e**2/5*(1 + Max(1 - kappa**2/3, 0)*S)**3)"
UPPER = "3*S/e**2"
SHARPER = "3*H/e**2"
