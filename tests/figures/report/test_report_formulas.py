"""Formulas become MathML, plain notation becomes what a reader writes, and nothing is left unescaped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from figures.plots.registry import FIGURES
from figures.report import formulas
from figures.report.formulas import breakable, mathml, mixed, plain, prose
from theory import papers

CLAIMS = papers.claims()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_formula_of_a_claim_is_typeset(claim):
    made = prose(claim.statement)
    assert claim.statement.count("$") % 2 == 0
    assert "$" not in made
    assert "\\" not in made
    assert ("<math" in made) == ("$" in claim.statement)
    ElementTree.fromstring(f"<p>{made}</p>")
    for text in (claim.summary, claim.domain, claim.reading):
        ElementTree.fromstring(f"<p>{mixed(text)}</p>")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_every_caption_is_typeset(figure):
    made = prose(figure.caption)
    assert not re.search(r"[$\\]", made)
    ElementTree.fromstring(f"<p>{made}</p>")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{2}{3}", "<mfrac><mrow><mn>2</mn></mrow><mrow><mn>3</mn></mrow></mfrac>"),
        (r"\arg\max_x f", "argmax"),
        (r"w_{SAM}", "<mi>SAM</mi>"),
        (r"w^*", "<msup><mi>w</mi><mi>∗</mi></msup>"),
        (r"(-1)", '<mo form="prefix">−</mo>'),
        (r"2 \ln x", '</mn><mspace width="0.167em"></mspace><mi>ln</mi><mspace width="0.167em"></mspace><mi>x</mi>'),
        (r"\ln(x)", '<mi>ln</mi><mo stretchy="false">(</mo>'),
        (r"\|g\| / 2", 'rspace="0">‖</mo>'),
        (r"a < b", "<mo>&lt;</mo>"),
    ],
)
def test_what_the_converter_does_not_do_well(latex, expected):
    assert expected in mathml(latex)


def test_a_binary_minus_keeps_its_space():
    assert 'form="prefix"' not in mathml("a - b")


def test_unknown_latex_is_refused():
    with pytest.raises(ValueError, match="expected what the converter knows"):
        mathml(r"\unknowncommand{x}")


def test_a_broken_formula_says_the_same():
    latex = r"w_{SAM} = w^* [1 + \frac{e^2}{3} - \frac{1}{45} e^4 + O(e^6)], \kappa < 2, \ell \ne -1"
    whole, broken = mathml(latex), breakable(mathml(latex))
    assert broken.count("<math") > 5
    assert re.sub("<[^>]*>", "", broken) == re.sub("<[^>]*>", "", whole)


def test_short_and_displayed_formulas_stay_whole():
    assert prose("$a = b$").count("<math") == 1
    made = prose(r"$$w_{SAM} = w^* + w^* \rho^2/(3d) + O(\rho^4)$$")
    assert made.count("<math") == 1
    assert 'display="block"' in made


def test_punctuation_stays_with_its_formula():
    assert str(prose("where $x$, and")).endswith("</math>,</span> and")
    assert "<span" not in prose("where $x$ is")


def test_text_is_escaped_everywhere():
    text = "<b>x & y</b>"
    for made in (prose(text), plain(text), mixed(text), prose(f"$a$ {text}")):
        assert "<b>" not in made
        assert "&lt;b&gt;x &amp; y&lt;/b&gt;" in made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eta > 0, d >= 1, rho -> 0", "η &gt; 0, d ≥ 1, ρ → 0"),
        ("w\\* + rho^2/(3d)", "w* + ρ<sup>2</sup>/(3d)"),
        ("w_SAM and l_inf", "w<sub>SAM</sub> and l<sub>∞</sub>"),
        ("w_{d+1}", "w<sub>d+1</sub>"),
        ("1 - mu*x", "1 - μ\u2009x"),
        ("1/(3*d)", "1/(3d)"),
        ("eta*w_star/(eta - eps)", "η\u2009w*/(η - ε)"),
        ("rho**2*w_all", "ρ<sup>2</sup>\u2009w<sub>all</sub>"),
        ("-Lambda/(2*eps - 2*eta)", "-Λ/(2ε - 2η)"),
        ("p*(1 - p)*(d*eta)", "p·(1 - p)(d\u2009η)"),
        ("sqrt(2)*sqrt(d)*eta/d**(7/2)", "√2\u2009√d\u2009η/d<sup>7/2</sup>"),
        ("Eq(1 + 3*d/rho**2, eta/eps)", "1 + 3d/ρ<sup>2</sup> = η/ε"),
        ("w* rho/d and 16*16", "w* ρ/d and 16·16"),
        ("2 sqrt(2) eta sqrt(d)", "2 √2 η √d"),
        ("sqrt(1 + d)", "√(1 + d)"),
        ("small_version and python", "small_version and python"),
        ("the etas of a theta", "the etas of a theta"),
    ],
)
def test_plain_notation(text, expected):
    assert plain(text) == expected


def test_both_notations_in_one_text():
    assert mixed("rho with $x$").startswith("ρ with <math")
    assert formulas.prose("100\\% of $x$").startswith("100% of ")
