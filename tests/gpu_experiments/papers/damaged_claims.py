"""Damaged formulas for the claims that networks decide: each must turn its check's verdict on the committed records.

Where these leave a claim undecided, its damaged formulas must fail on made-up records on which the claim holds.
"""

from __future__ import annotations

from theory.ledger.claims import Method


def sentence(rows, than, columns, relation, value="0"):
    return {
        "rows": rows,
        "than": than,
        "columns": columns,
        "quantity": "difference",
        "over": "each",
        "relation": relation,
        "value": value,
    }


ROBUST, NATURAL, RELIANCE, WEIGHT = "robust", ["natural"], ["reliance"], ["linear weight"]
CLEAR = ["linf 1/255", "linf 2/255"]
STRONGER = ["linf 0.05 pgd-50x5", "linf 0.1 pgd-50x5", "l2 0.5 pgd-50x5"]
NO_LOSS = sentence("SAM", "ST", NATURAL, ">=")

_DAMAGED = {
    "beyond/net-digits-sam-robust": (
        [sentence("SAM", "ST", ROBUST, "<"), NO_LOSS],
        [sentence("ST", "SAM", ROBUST, ">"), NO_LOSS],
        [sentence("SAM", "ST", ROBUST, ">"), sentence("SAM", "ST", NATURAL, ">", "5")],
    ),
    "beyond/net-digits-rises-with-rho": (
        sentence("SAM", "previous", ROBUST, "<"),
        sentence("SAM", "previous", ROBUST, ">", "20"),
    ),
    "beyond/net-digits-at-robust": (
        sentence("AT", "SAM", ROBUST, "<"),
        sentence("SAM", "AT", ROBUST, ">"),
        sentence("AT", "SAM", ROBUST, ">", "40"),
    ),
    "beyond/net-digits-at-natural": (
        sentence("AT", "ST", NATURAL, ">"),
        sentence("AT", "ST", NATURAL, "<", "-50"),
    ),
    "beyond/net-digits-eps-below-rho": (
        {"quantity": "eps/rho at equal robust accuracy", "relation": ">", "value": "1"},
        {"quantity": "eps/rho at equal robust accuracy", "relation": "<", "value": "0.01"},
    ),
    "beyond/net-digits-exponent": ({"quantity": "exponent of eps in rho", "value": "0.5", "margin": "1/2"},),
    "beyond/net-digits-stronger-attack": (
        sentence("SAM", "ST", STRONGER, "<"),
        sentence("SAM", "ST", STRONGER, ">", "30"),
    ),
    "beyond/net-digits-autoattack": (
        sentence("SAM", "ST", ["linf 0.1 autoattack"], "<"),
        sentence("SAM", "AT", ["linf 0.1 autoattack"], ">"),
    ),
    "beyond/net-short-training": (
        [sentence("SAM 0.1", "ST", NATURAL, ">="), sentence("SAM 0.1", "ST", ["linf 2/255"], ">")],
        [sentence("SAM 0.1", "ST", NATURAL, "<"), sentence("ST", "SAM 0.1", ["linf 2/255"], ">")],
    ),
    "beyond/net-bisam-overhead": (
        {"quantity": "time of a step", "of": "BISAM-LOG", "over": "SAM", "relation": "<", "value": "0.9"},
        {"quantity": "time of a step", "of": "BSAM", "over": "SAM", "relation": "<", "value": "1.05"},
    ),
    "wei2023/sec-5-net-cost-time": (
        {"quantity": "training time over ST's", "SAM": "2", "AT": "6"},
        {"quantity": "training time over ST's", "SAM": "3", "AT": "11"},
    ),
    "wei2023/sec-5-net-sam-robust": (
        [sentence("SAM", "ST", CLEAR, ">"), sentence("SAM 0.05", "ST", NATURAL, ">=", "-5")],
        [sentence("AT", "ST", CLEAR, ">"), sentence("SAM 0.05", "ST", NATURAL, ">=", "-5")],
    ),
    "wei2023/sec-5-net-robustness-rises-with-rho": (
        sentence("SAM", "previous", CLEAR, "<"),
        sentence("SAM", "previous", CLEAR, ">", "50"),
    ),
    "wei2023/sec-5-net-at-more-robust": (
        [sentence("SAM", "AT", CLEAR, ">"), sentence("AT", "ST", NATURAL, "<")],
        [sentence("AT", "SAM", CLEAR, ">"), sentence("AT", "ST", NATURAL, ">")],
    ),
    "wei2023/sec-5-net-rq2-substitute": (
        [sentence("SAM", "ST", CLEAR, ">"), {"quantity": "training time, SAM/AT", "relation": "<", "value": "1"}],
        [sentence("SAM 0.05", "ST", NATURAL, ">=", "-5")],
    ),
    "wei2023/sec-5-net-rq2-upper-bound": (
        sentence("AT", "SAM", CLEAR, "<"),
        sentence("SAM", "AT", CLEAR, ">"),
    ),
    "wei2023/sec-5-net-rho-larger-than-eps": (
        {"quantity": "rho/eps at equal robust accuracy", "relation": ">", "value": "1000"},
        {"quantity": "rho/eps at equal robust accuracy", "relation": "<", "value": "1"},
    ),
    "xie2024/fig-2": (
        sentence("BISAM-LOG", "SAM", ["flips"], "<"),
        sentence("SAM", "BISAM-LOG", ["flips"], ">"),
        sentence("BISAM-LOG", "SAM", ["flips"], ">", "90"),
    ),
    "li2024/f-decomposition": (
        {"worse": "SAM < full gradient alone", "better": "SAM < noise alone", "quantity": "test accuracy"},
        {"worse": "full gradient alone < SAM", "better": "noise alone < SAM", "quantity": "test accuracy"},
    ),
    "li2024/f-better": ({"better": "F-SAM < SAM", "quantity": "test accuracy"},),
    "deng2024/b-better": ({"better": "BSAM < SAM", "quantity": "test accuracy"},),
    "deng2024/b-flatter": (
        {"smaller": ["SAM < BSAM", "BSAM < SGD"], "quantity": "top eigenvalue of the Hessian"},
        {"smaller": ["SAM < SGD"], "quantity": "top eigenvalue of the Hessian"},
    ),
    "beyond/net-reliance-st": (
        {"row": "ST", "value": "w_AT", "margin": "1/10"},
        {"row": "AT", "value": "w_star", "margin": "1/10"},
    ),
    "beyond/net-reliance-at": (
        {"linear": sentence("AT", "ST", WEIGHT, "<"), "mlp": sentence("AT", "ST", RELIANCE, ">")},
        {"linear": sentence("AT", "ST", WEIGHT, ">"), "mlp": sentence("AT", "ST", RELIANCE, ">", "50")},
    ),
    "beyond/net-reliance-at-amount": (
        {"row": "AT", "value": "w_star", "margin": "1/10"},
        {"row": "ST", "value": "w_AT", "margin": "1/10"},
    ),
    "beyond/net-reliance-sam": (
        {"linear": sentence("SAM", "ST", WEIGHT, "<"), "mlp": sentence("SAM", "ST", RELIANCE, ">")},
        {"linear": sentence("SAM", "ST", WEIGHT, ">"), "mlp": sentence("ST", "SAM", RELIANCE, ">")},
    ),
    "beyond/net-reliance-cnn": (
        [sentence("SAM", "ST", RELIANCE, "<", "50"), sentence("AT", "ST", RELIANCE, ">", "50")],
    ),
}
DAMAGED = {(claim_id, Method.NETWORK): formulas for claim_id, formulas in _DAMAGED.items()}
