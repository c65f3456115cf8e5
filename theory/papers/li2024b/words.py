"""Words that the claims on balancedness and their checks share."""

from __future__ import annotations

PRODUCT = "loss f(x.y) with a differentiable f; x and y vectors of one dimension"
MATRIX = "loss f(x y^T) with a differentiable f; x and y vectors"
SMOOTH = "loss f(x y^T) with a Lipschitz gradient; x and y vectors"
MINIMA = "f'(x.y) = 0, curvature > 0; x and y vectors of one dimension"
FLOW = "F is f' at the perturbed product, u the sign of f'(x.y) over the norm n of (x, y), B the balance"
READ = "the text at hand, with its appendices"
OURS = "no line of the paper: an identity of its flow, or of one step"
