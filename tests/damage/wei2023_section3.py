"""Damaged formulas of Section 3: definitions, duality, margins."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

AS_PRINTED = {"objective": "L + sharpness", "sharpness": "L_moved - L"}
SHARPNESS = (
    {**AS_PRINTED, "objective": "L - sharpness"},
    {**AS_PRINTED, "objective": "L + 2*sharpness"},
    {**AS_PRINTED, "sharpness": "L_moved - 2*L"},
    {**AS_PRINTED, "sharpness": "L - L_moved"},
)
AT_MARGIN = {"l2": "margin - eps*norm2", "linf": "margin - eps*norm1", "l1": "margin - eps*norm_max"}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-5", Method.SYMBOLIC): SHARPNESS,
    ("wei2023/eq-6", Method.SYMBOLIC): SHARPNESS,
    ("wei2023/eq-5-per-sample", Method.SYMBOLIC): (
        {"always": "per_sample <= shared", "somewhere": "per_sample > shared"},
        {"always": "per_sample > shared", "somewhere": "per_sample > shared"},
        {"always": "Eq(per_sample, shared)", "somewhere": "per_sample > shared"},
        {"always": "per_sample >= shared", "somewhere": "per_sample < shared"},
    ),
    ("wei2023/sec-3-duality", Method.SYMBOLIC): (
        {"input": "-W*delta", "weight": "D*x"},
        {"input": "W*delta", "weight": "2*D*x"},
        {"input": "W*delta", "weight": "x*D"},
        {"input": "D*delta", "weight": "D*x"},
    ),
    ("wei2023/sec-3-weight-ball", Method.SYMBOLIC): (
        {"radius": "rho"},
        {"radius": "rho*norm_x**2"},
        {"radius": "2*rho*norm_x"},
        {"radius": "-rho*norm_x"},
    ),
    ("wei2023/sec-3-input-ellipsoid", Method.SYMBOLIC): (
        {"support": "eps", "bound": "eps**2"},
        {"support": "eps*norm_WTv/2", "bound": "eps**2"},
        {"support": "eps*norm_WTv", "bound": "eps"},
        {"support": "eps*norm_WTv", "bound": "2*eps**2"},
    ),
    ("wei2023/sec-3-equal-sets", Method.SYMBOLIC): (
        {"diagonal": "rho*norm_x/eps", "off_diagonal": "0"},
        {"diagonal": "(eps/(rho*norm_x))**2", "off_diagonal": "0"},
        {"diagonal": "(rho*norm_x/eps)**2", "off_diagonal": "1"},
    ),
    ("wei2023/sec-3-sam-margin", Method.SYMBOLIC): (
        {"l2": "margin + rho*norm_x"},
        {"l2": "margin - 2*rho*norm_x"},
        {"l2": "margin - rho"},
    ),
    ("wei2023/sec-3-at-margin", Method.SYMBOLIC): (
        {**AT_MARGIN, "l2": "margin + eps*norm2"},
        {**AT_MARGIN, "l2": "margin - eps*norm1"},
        {**AT_MARGIN, "linf": "margin - eps*norm_max"},
        {**AT_MARGIN, "linf": "margin - eps*norm1/2"},
        {**AT_MARGIN, "l1": "margin - eps*norm1"},
        {**AT_MARGIN, "l1": "margin - 2*eps*norm_max"},
    ),
}
