"""Formulas for the browser: LaTeX between dollars as MathML, and plain text notation with Greek letters and scripts."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from functools import cache

from latex2mathml.converter import convert
from markupsafe import Markup, escape

_DOLLARS = re.compile(r"(\${1,2})(.+?)\1", re.DOTALL)

# What the converter does not know, or sets worse than TeX does: a word in a script is a name, not a product.
_BEFORE: tuple[tuple[str, str], ...] = (
    (r"\\arg\s*\\(max|min)", r"\\operatorname{arg\1}"),
    (r"_\{([A-Za-z]{2,})\}", r"_{\\mathrm{\1}}"),
)
_NAMES = "ln|log|exp|sin|cos|tan|sinh|cosh|tanh|sign|argmax|argmin"
_OPENING = "(?:[(\\[{=,≤≥≈∼→∈/·]|&[lg]t;)"
_UPRIGHT = re.compile(r'(?:<mi mathvariant="normal">[A-Za-z]</mi>){2,}')
_SPACE = '<mspace width="0.167em"></mspace>'
_AFTER: tuple[tuple[str, str], ...] = (
    (r"<mspace ([^>]*?) ?/>", r"<mspace \1></mspace>"),
    (r"<mo>\*</mo>", "<mi>∗</mi>"),
    (r"<mo[^>]*>(‖|\||/)</mo>", r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>'),
    (rf"(<mo[^>]*>{_OPENING}</mo>(?:<mspace [^>]*></mspace>)?)<mo>([−+±])</mo>", r'\1<mo form="prefix">\2</mo>'),
    (r"<(mi|mo)>(lim|max|min|arg)</\1>", r'<mo lspace="0.1em" rspace="0.17em">\2</mo>'),
    (rf"<mi>({_NAMES})</mi>(?!<mo[^>]*>[(\[{{)]|</m|<mspace)", rf"<mi>\1</mi>{_SPACE}"),
    (
        rf"(</mi>|</mn>|</msup>|</msub>|</mfrac>|\)</mo>)(<(?:msub|msup|msubsup)>)?(<mi>(?:{_NAMES})</mi>)",
        rf"\1{_SPACE}\2\3",
    ),
)


@cache
def mathml(latex: str, *, block: bool = False) -> Markup:
    """Return a formula as MathML.

    Raises:
        ValueError: something of the LaTeX is left in the result.
    """
    for pattern, replacement in _BEFORE:
        latex = re.sub(pattern, replacement, latex)
    made = convert(latex, display="block" if block else "inline")
    made = re.sub(r"&#x([0-9A-F]+);", _character, made).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    made = _UPRIGHT.sub(lambda match: f"<mi>{re.sub('<[^>]*>', '', match[0])}</mi>", made)
    for pattern, replacement in _AFTER:
        made = re.sub(pattern, replacement, made)
    if "\\" in made or "<merror" in made:
        raise ValueError(f"latex: expected what the converter knows, got {latex!r}")
    return Markup(made)


def _character(match: re.Match[str]) -> str:
    return html.escape(chr(int(match[1], 16)))


_BREAK_BEFORE = frozenset("=<>≤≥≈∼→∈≠+−")
_BREAK_AFTER = frozenset(",;")
_SHORT = 14  # letters and signs; shorter formulas are not broken


def breakable(made: Markup) -> Markup:
    """Return inline MathML as several formulas in a row where a long one may be broken, which browsers do not do."""
    tree = ElementTree.fromstring(made)
    row = tree[0] if len(tree) == 1 and tree[0].tag == "mrow" else tree
    if len("".join(tree.itertext())) <= _SHORT or tree.get("display") == "block":
        return made
    pieces: list[list[ElementTree.Element]] = [[]]
    for child in row:
        sign = (child.text or "") if child.tag == "mo" else ""
        if sign in _BREAK_BEFORE and sign and pieces[-1] and child.get("form") != "prefix":
            child.set("form", "infix")  # at the start of a piece it would be taken for a prefix, and lose its space
            pieces.append([])
        pieces[-1].append(child)
        if sign in _BREAK_AFTER and sign:
            pieces.append([])
    shown = (
        "".join(ElementTree.tostring(child, "unicode", short_empty_elements=False) for child in piece)
        for piece in pieces
    )
    return Markup("").join(Markup(f"<math><mrow>{piece}</mrow></math>") for piece in shown if piece)


_CLOSING = re.compile(r"[.,;:)\]%]+(?=\s|$)|-[a-z]+")


def _split(text: str, outside: Callable[[str], Markup]) -> Markup:
    parts, end = [Markup("")], 0
    for found in _DOLLARS.finditer(text):
        before, block = text[end : found.start()], len(found[1]) == 2
        opening = "(" if before.endswith("(") and not block else ""
        parts.append(outside(before.removesuffix(opening)))
        made, end = breakable(mathml(found[2].strip(), block=block)), found.end()
        closing = _CLOSING.match(text, end)
        if (closing or opening) and not block:
            # Punctuation stays with its formula.
            start, cut, last = made.rpartition("<math")
            end = closing.end() if closing else end
            kept = Markup('<span class="keep">{}</span>').format(Markup(cut + last) + (closing[0] if closing else ""))
            made = Markup(start) + kept
            made = Markup('<span class="keep">(</span>') + made if opening and start else escape(opening) + made
        parts.append(made)
    return Markup("").join([*parts, outside(text[end:])])


def prose(text: str) -> Markup:
    """Return text with ``$...$`` and ``$$...$$`` as MathML and the rest escaped."""
    return _split(text, lambda part: escape(part.replace(r"\%", "%").replace("~", "\u00a0")))


_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "eta": "η", "kappa": "κ", "lambda": "λ",
    "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "phi": "φ", "psi": "ψ", "lam": "λ",
    "Delta": "Δ", "Lambda": "Λ", "Phi": "Φ", "Sigma": "Σ",
}  # fmt: skip
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→"}
_LETTERS = re.compile(rf"(?<![A-Za-z\\])({'|'.join(_GREEK)})(?=[\d_^*'\s),.;:/+=<>\]\-]|$|d\b)")
_MARKS = re.compile(r"<=|>=|!=|->")
_POWER = re.compile(r"(?<=[\w)\]*])\^(\d+|\(-?\w+(?:/\w+)?\)|-\d+)")
_INDEX = re.compile(r"(?<![A-Za-z_])([A-Za-zα-ω])_(SAM|AT|ST|all|test|rest|inf|[0-9a-z]|\{[^{}]+\})(?![A-Za-z_])")

# How programs write: powers by "**", products by "*" and names for what is starred; a star of "w*" is kept apart.
_STAR = "\ue000"
_PROGRAM: tuple[tuple[str, str], ...] = (
    (r"\b([A-Za-z])_star\b", rf"\1{_STAR}"),
    (r"\\\*", _STAR),
    (r"\*\*", "^"),
    (r"^Eq\((.*), ([^,]*)\)$", r"\1 = \2"),
    (r"\bM(ax|in)(?=\()", r"m\1"),
    (r"\bsqrt\(([0-9]+|[A-Za-zα-ωΑ-Ω])\)", r"√\1"),
    (r"\bsqrt(?=\()", "√"),
    (r"\bsqrt ([A-Za-zα-ωΑ-Ω])\b", r"√\1"),
    (r"(?<=[)])\*(?=\()", ""),
    (rf"(?<=[\w{_STAR}])\*(?=\()", "·"),
    (r"(?<![\w.^√])(\d+)\*(?=[^\W\d]|√)", r"\1"),
    (r"(?<=\d)\*(?=\d)", "·"),
    (rf"(?<=[\w){_STAR}])\*(?=[\w√])", "\u2009"),
    (_STAR, "*"),
)


def plain(text: str) -> Markup:
    """Return text in plain notation ("rho^2 <= eps") as a reader writes it, with Greek letters, powers and indices.

    Identifiers (``small_version``) and words are left alone.
    """
    text = _LETTERS.sub(lambda match: _GREEK[match[1]], text)
    text = _MARKS.sub(lambda match: _SIGNS[match[0]], text)
    for pattern, replacement in _PROGRAM:
        text = re.sub(pattern, replacement, text)
    made = str(escape(text))
    made = _POWER.sub(lambda match: f"<sup>{match[1].strip('()')}</sup>", made)
    made = _INDEX.sub(lambda match: f"{match[1]}<sub>{'∞' if match[2] == 'inf' else match[2].strip('{}')}</sub>", made)
    return Markup(made)


def mixed(text: str) -> Markup:
    """Return text in which both notations occur."""
    return _split(text, plain)
