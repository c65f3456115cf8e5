"""Losses: the differentiable lower bounds of the 0-1 loss (BiSAM) and label-smoothed cross-entropy.

Every loss takes logits of shape (n, K) and integer labels of shape (n,), and `reduction` in "mean", "sum",
"none" as torch's own losses do.  The bounds take soft labels as well, probabilities of shape (n, K), as Mixup makes them:
the value is then the mean over the labels, at K times the cost.  The logits are never
changed in place.
"""

from __future__ import annotations

import math
from typing import Any, Literal

import torch
from torch import Tensor

Reduction = Literal["mean", "sum", "none"]
SmoothingForm = Literal["kl", "uniform"]

GAMMA = math.log(math.e - 1.0)
"""Shift of phi_log that makes phi_log(0) = 0."""

_UNSHIFTED_MU = 50.0  # exp(50) is far from overflow in float32, and so is exp(-50) from underflow


def tanh_lower_bound(
    logits: Tensor,
    labels: Tensor,
    mu: float = 10.0,
    alpha: float = 0.1,
    *,
    reduction: Reduction = "mean",
    divide_by_mu: bool = True,
) -> Tensor:
    """BiSAM (tanh): Q_i = (1/mu) log sum_j exp(mu tanh(alpha F_ij)), with F_ij = z_ij - z_{i,y_i} over all K classes.

    `divide_by_mu=False` gives the value of the authors' code, which lacks the factor 1/mu; the direction of
    the gradient, hence the ascent step, is the same (Xie et al. 2024, section 3.2).

    Args:
        logits: shape (n, K).
        labels: integers in [0, K), shape (n,).
        mu: sharpness of the soft maximum, > 0 and finite.
        alpha: slope of tanh at 0, > 0 and finite.
        reduction: "mean", "sum" or "none".
        divide_by_mu: whether the factor 1/mu is there.

    Returns:
        A number, or shape (n,) with reduction "none".

    Raises:
        ValueError: shapes do not fit, or mu, alpha or the reduction is out of range.
    """
    _require_positive("alpha", alpha)
    return _lower_bound(_TanhLowerBound, logits, labels, mu, (alpha,), reduction, divide_by_mu)


def log_lower_bound(
    logits: Tensor,
    labels: Tensor,
    mu: float = 1.0,
    *,
    reduction: Reduction = "mean",
    divide_by_mu: bool = True,
) -> Tensor:
    """BiSAM (-log): as `tanh_lower_bound` with phi(F) = 1 - log(1 + exp(GAMMA - F)), GAMMA = log(e - 1).

    Since exp(mu phi(F)) = e^mu sigmoid(F - GAMMA)^mu, no logarithm and no exponential is needed per class.

    Args:
        logits: shape (n, K).
        labels: integers in [0, K), shape (n,).
        mu: sharpness of the soft maximum, > 0 and finite.
        reduction: "mean", "sum" or "none".
        divide_by_mu: whether the factor 1/mu is there.

    Returns:
        A number, or shape (n,) with reduction "none".

    Raises:
        ValueError: shapes do not fit, or mu or the reduction is out of range.
    """
    return _lower_bound(_LogLowerBound, logits, labels, mu, (), reduction, divide_by_mu)


def smoothed_cross_entropy(
    logits: Tensor,
    labels: Tensor,
    smoothing: float = 0.1,
    *,
    form: SmoothingForm = "kl",
    reduction: Reduction = "mean",
) -> Tensor:
    """Cross-entropy against smoothed labels, in one of the two forms in use.

    "kl": the target is 1 - s on the label and s/(K-1) elsewhere, and the value is KL(target || softmax), that
    is cross-entropy minus the target's entropy (the public SAM implementations).
    "uniform": the target is (1 - s) + s/K on the label and s/K elsewhere, and the value is the cross-entropy
    (torch's `label_smoothing`).  The gradient of "kl" is that of "uniform" with s K/(K-1).

    Args:
        logits: shape (n, K).
        labels: integers in [0, K), shape (n,).
        smoothing: s, in [0, 1].
        form: "kl" or "uniform".
        reduction: "mean", "sum" or "none".

    Returns:
        A number, or shape (n,) with reduction "none".

    Raises:
        ValueError: shapes do not fit, or smoothing, form or reduction is out of range.
    """
    _check(logits, labels, reduction)
    if not isinstance(smoothing, (int, float)) or isinstance(smoothing, bool) or not 0.0 <= smoothing <= 1.0:
        raise ValueError(f"smoothing must be in [0, 1], got {smoothing!r}")
    try:
        return _smoothed(logits, labels, smoothing, form, reduction)
    except (IndexError, RuntimeError):
        _check_classes(logits, labels)
        raise


def _smoothed(logits: Tensor, labels: Tensor, smoothing: float, form: SmoothingForm, reduction: Reduction) -> Tensor:
    if form == "uniform":
        return torch.nn.functional.cross_entropy(logits, labels, label_smoothing=smoothing, reduction=reduction)
    if form != "kl":
        raise ValueError(f"form must be 'kl' or 'uniform', got {form!r}")
    classes = logits.shape[1]
    if classes < 2:
        raise ValueError(f"logits must have at least 2 classes for smoothing, got shape {tuple(logits.shape)}")
    log_p = logits.log_softmax(1)
    of_label = log_p.gather(1, labels.unsqueeze(1)).squeeze(1)
    other = smoothing / (classes - 1)
    negative_entropy = _x_log_x(1.0 - smoothing) + (classes - 1) * _x_log_x(other)
    # with on the label (1 - s - other) + other, so that the sum over all classes can be used
    value = negative_entropy - (1.0 - smoothing - other) * of_label - other * log_p.sum(1)
    return value if reduction == "none" else value.mean() if reduction == "mean" else value.sum()


class _TanhLowerBound(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, logits: Tensor, labels: Tensor, mu: float, reduction: str, per_mu: bool, alpha: float
    ) -> Tensor:
        column, dtype = labels.unsqueeze(1), logits.dtype
        phi = torch.sub(logits, logits.gather(1, column)).mul_(_constant(alpha, dtype)).tanh_()
        power = torch.mul(phi, _constant(mu, dtype))
        shift = power.amax(1, keepdim=True) if mu > _UNSHIFTED_MU else None
        weight = (power if shift is None else power.sub_(shift)).exp_()
        total = weight.sum(1, True)
        if ctx.needs_input_grad[0]:
            factor = _factor(alpha if per_mu else alpha * mu, reduction, len(logits))
            weight.mul_(torch.div(_constant(factor, dtype), total))
            slope = weight.addcmul_(phi.mul_(phi), weight, value=-1.0)  # weight (1 - phi^2)
            _save_gradient(ctx, slope, column)
        return _reduce(_log_of(total, shift), reduction, 1.0 / mu if per_mu else 1.0)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, ...]:
        return _gradient(ctx, grad_output), None, None, None, None, None


class _LogLowerBound(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, logits: Tensor, labels: Tensor, mu: float, reduction: str, per_mu: bool) -> Tensor:
        column, dtype = labels.unsqueeze(1), logits.dtype
        shifted = torch.sub(logits, logits.gather(1, column)).sub_(_constant(GAMMA, dtype))
        shift = None
        if mu > _UNSHIFTED_MU:
            power = torch.nn.functional.logsigmoid(shifted).mul_(mu)
            shift = power.amax(1, keepdim=True)
            weight, sigmoid = power.sub_(shift).exp_(), shifted.sigmoid_()
        else:
            sigmoid = shifted.sigmoid_()
            weight = sigmoid if mu == 1.0 else sigmoid.pow(mu)
        total = weight.sum(1, True)
        if ctx.needs_input_grad[0]:
            factor = _factor(1.0 if per_mu else mu, reduction, len(logits))
            slope = torch.addcmul(weight, weight, sigmoid, value=-1.0)  # weight (1 - sigmoid)
            _save_gradient(ctx, slope.mul_(torch.div(_constant(factor, dtype), total)), column)
        value = _log_of(total, shift).add_(_constant(mu, dtype))
        return _reduce(value, reduction, 1.0 / mu if per_mu else 1.0)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, ...]:
        return _gradient(ctx, grad_output), None, None, None, None


def _lower_bound(
    function: Any,
    logits: Tensor,
    labels: Tensor,
    mu: float,
    shape: tuple[float, ...],
    reduction: Reduction,
    divide_by_mu: bool,
) -> Tensor:
    _require_positive("mu", mu)
    _check_tensors(logits, labels)
    if labels.is_floating_point() and labels.ndim == 2:
        return _over_soft_labels(function, logits, labels, mu, shape, reduction, divide_by_mu)
    _check(logits, labels, reduction)
    if logits.dtype in (torch.float16, torch.bfloat16):  # as autocast treats torch's own losses
        logits = logits.float()
    try:
        bound: Tensor = function.apply(logits, labels, mu, reduction, divide_by_mu, *shape)
    except (IndexError, RuntimeError):
        _check_classes(logits, labels)
        raise
    return bound


def _over_soft_labels(
    function: Any,
    logits: Tensor,
    labels: Tensor,
    mu: float,
    shape: tuple[float, ...],
    reduction: Reduction,
    divide_by_mu: bool,
) -> Tensor:
    """The mean of the bounds for every class as the label, with the probabilities (n, K) of the labels."""
    n, classes = labels.shape
    if labels.shape != logits.shape:
        raise ValueError(
            f"soft labels must have the shape of the logits {tuple(logits.shape)}, got {tuple(labels.shape)}"
        )
    every = torch.arange(classes, device=logits.device).repeat(n)
    bounds = _lower_bound(function, logits.repeat_interleave(classes, 0), every, mu, shape, "none", divide_by_mu)
    value = (bounds.view(n, classes) * labels).sum(1)
    return value if reduction == "none" else value.mean() if reduction == "mean" else value.sum()


def _factor(factor: float, reduction: str, count: int) -> float:
    return factor / count if reduction == "mean" else factor


def _save_gradient(ctx: Any, slope: Tensor, column: Tensor) -> None:
    """Saves d(value)/dz: dz_j = slope_j for j != y, and dz_y makes every row sum to zero."""
    slope.scatter_add_(1, column, slope.sum(1, True).neg_())
    ctx.save_for_backward(slope)


def _gradient(ctx: Any, grad_output: Tensor) -> Tensor:
    if torch.is_grad_enabled():
        raise RuntimeError("BiSAM's lower bounds have first derivatives only; create_graph must be False")
    gradient: Tensor = ctx.saved_tensors[0] * (grad_output.unsqueeze(1) if grad_output.ndim else grad_output)
    return gradient


def _log_of(total: Tensor, shift: Tensor | None) -> Tensor:
    return total.log_() if shift is None else total.log_().add_(shift)


def _reduce(value: Tensor, reduction: str, factor: float) -> Tensor:
    """`value` of shape (n, 1), reduced and multiplied by `factor`."""
    if reduction == "none":
        return value.squeeze(1).mul_(factor)
    return value.sum().mul_(_constant(_factor(factor, reduction, len(value)), value.dtype))


_constants: dict[tuple[float, torch.dtype], Tensor] = {}


def _constant(value: float, dtype: torch.dtype) -> Tensor:
    """A 0-dim tensor on the CPU: usable with tensors of every device, at half the cost of a Python number."""
    tensor = _constants.get((value, dtype))
    if tensor is None:
        tensor = torch.tensor(value, dtype=dtype)
        if type(tensor) is Tensor and len(_constants) < 256:  # a fake tensor of a tracer must not stay
            _constants[value, dtype] = tensor
    return tensor


def _check(logits: Tensor, labels: Tensor, reduction: str) -> None:
    _check_tensors(logits, labels)
    if logits.ndim != 2 or not logits.dtype.is_floating_point:
        raise ValueError(f"logits must be floating-point of shape (n, K), got {logits.dtype} {tuple(logits.shape)}")
    if labels.ndim != 1 or len(labels) != len(logits) or labels.dtype != torch.int64:
        raise ValueError(f"labels must be int64 of shape ({len(logits)},), got {labels.dtype} {tuple(labels.shape)}")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {reduction!r}")


def _check_tensors(logits: Tensor, labels: Tensor) -> None:
    for name, value in (("logits", logits), ("labels", labels)):
        if not isinstance(value, Tensor):
            raise ValueError(f"{name} must be a tensor, got {value!r}")


def _check_classes(logits: Tensor, labels: Tensor) -> None:
    """Told after the fact, since looking at every batch's labels would make a GPU wait."""
    if labels.is_cpu and len(labels) and not 0 <= int(labels.min()) <= int(labels.max()) < logits.shape[1]:
        raise ValueError(f"labels must be in [0, {logits.shape[1]}), got {labels!r}") from None


def _require_positive(name: str, value: float) -> None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0.0 < value < math.inf:
        raise ValueError(f"{name} must be finite and positive, got {value!r}")


def _x_log_x(x: float) -> float:
    return x * math.log(x) if x > 0.0 else 0.0
