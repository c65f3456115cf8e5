"""Section 4 and the appendix: what is said of networks (to be checked where networks are trained) and what is cited."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Claim, Kind
from theory.papers.sources import xie2024

SETTING = (
    "CIFAR-10 and CIFAR-100, 45,000 training and 5,000 validation images, batch 128, learning rate 0.1 (cosine), 200 "
    "epochs (SGD 400), label smoothing 0.1 in the descent, rho 0.05 (tuned for SAM), tanh: mu 10, alpha 0.1, -log: mu "
    "1 (chosen on CIFAR-10 with ResNet-56); the model of the best validation accuracy is tested once"
)
NETWORKS = "DenseNet-121, ResNet-56, VGG19-BN, WRN-28-2, WRN-28-10"


def _claim(
    name: str,
    locator: str,
    summary: str,
    statement: str,
    domain: str = SETTING,
    reading: str = "",
    formula: Any = None,
) -> Claim:
    return Claim(
        id=f"xie2024/{name}",
        kind=Kind.EMPIRICAL,
        source=xie2024(locator),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=domain,
        reading=reading,
    )


def _cited(name: str, locator: str, summary: str, statement: str, domain: str, reading: str) -> Claim:
    return Claim(
        id=f"xie2024/{name}",
        kind=Kind.CITED,
        source=xie2024(locator),
        summary=summary,
        statement=statement,
        domain=domain,
        reading=reading,
    )


CLAIMS = (
    _claim(
        "fig-2",
        "Figure 2",
        "networks: BiSAM's perturbation turns more right samples wrong",
        r"At the same $\rho$ more correctly classified samples turn wrong under BiSAM's perturbation than under SAM's.",
        formula={
            "rows": "BISAM-LOG",
            "than": "SAM",
            "columns": ["flips"],
            "quantity": "difference",
            "over": "each",
            "relation": ">",
            "value": "0",
        },
        reading="at one rho, as shares of the right samples, each method in its own training",
    ),
    _claim(
        "sec-4-log-beats-sam",
        "Section 4, tables of CIFAR-10 and CIFAR-100",
        "networks: BiSAM (-log) is better than SAM everywhere",
        f"BiSAM (-log) has higher test accuracy than SAM for {NETWORKS}.",
        reading="the entries of the tables were not available",
    ),
    _claim(
        "sec-4-tanh-beats-sam",
        "Section 4, tables of CIFAR-10 and CIFAR-100",
        "networks: BiSAM (tanh) is better than SAM or almost the same",
        f"BiSAM (tanh) is better than SAM or almost the same for {NETWORKS}; -log is the one recommended.",
        reading="the entries of the tables were not available",
    ),
    _claim(
        "sec-4-adaptive",
        "Section 4, combination with ASAM",
        "networks: A-BiSAM (-log) beats ASAM, with one tie",
        "A-BiSAM (-log) is better than ASAM for every network but DenseNet-121, where they tie.",
    ),
    _claim(
        "sec-4-efficient",
        "Section 4, combination with ESAM",
        "networks: E-BiSAM (-log) beats ESAM everywhere",
        "E-BiSAM (-log) is better than ESAM for every network.",
    ),
    _claim(
        "sec-4-imagenet",
        "Section 4, ImageNet-1K",
        "networks: BiSAM beats SAM on ImageNet-1K, with mSAM",
        "On ImageNet-1K BiSAM is better than SAM, both in mSAM's scheme.",
        "ImageNet-1K",
    ),
    _claim(
        "sec-4-finetuning",
        "Section 4, fine-tuning",
        "networks: BiSAM is better in fine-tuning",
        "BiSAM is better than SAM in fine-tuning ViT-B/16 on Flowers and Pets and BERT-base on GLUE.",
        "ViT-B/16 on Flowers and Pets, BERT-base on GLUE",
    ),
    _claim(
        "sec-4-label-noise",
        "Section 4, noisy labels",
        "networks: similar robustness to label noise as SAM",
        "Under label noise BiSAM is about as robust as SAM.",
        "CIFAR-10 with noisy labels",
    ),
    _claim(
        "sec-4-variants",
        "Section 4 and conclusion",
        "networks: BiSAM combines with almost all variants of SAM",
        "BiSAM can be combined with almost all variants: mSAM, ASAM and ESAM were; bSAM could be derived; GSAM, RSAM "
        "and K-SAM to different degrees.",
        "variants of SAM",
    ),
    _cited(
        "thm-C.1",
        "Appendix C, Theorem C.1, eq. 17",
        "the generalisation bound of SAM, for a bounded loss",
        r"With probability $1 - \delta$ over $n$ independent training samples, "
        r"$L_D(w) \le \max_{\|e\|_2 \le \rho} L_S(w + e) + h(\|w\|_2^2 / \rho^2)$ with $h$ increasing.",
        "loss in [0, 1]; L_D(w) <= E L_D(w + e) for normal e (the assumption of Foret et al., 2021)",
        "cited from Foret et al. (2021), a PAC-Bayes bound whose proof needs no derivative",
    ),
    _cited(
        "rem-C.2",
        "Appendix C, Remark C.2, eq. 18",
        "the bound holds for the 0-1 loss as well",
        r"$L^{01}_D(w) \le \max_{\|e\|_2 \le \rho} L^{01}_S(w + e) + h(\|w\|_2^2 / \rho^2)$.",
        "as for Theorem C.1, with the assumption made for the 0-1 loss: noise on the weights does not lower the error",
        "the bound needs boundedness and the assumption on noisy weights, neither of which is differentiability",
    ),
)
CHECKS = ()
