"""The jinja2 environment of the report: strict, escaping, with the filters that the templates use."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from figures.findings.finding import Finding, readings
from figures.plots.claim_graph import MARKS
from figures.report import comparisons, formulas, marks, provenance, run_words, values
from theory import sources
from theory.ledger import show
from theory.ledger.claims import Evidence, Method, Origin, Status, Verdict
from theory.ledger.ledger import Ledger

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STATIC = Path(__file__).resolve().parent.parent / "static"


def make(known: Container[str]) -> Environment:
    """Return the environment; ids of `known` claims become links where text names them."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {
        "prose": formulas.prose,
        "plain": formulas.plain,
        "mixed": formulas.mixed,
        "show": values.show,
        "linked": lambda text: linked(text, known),
        "duration": provenance.time_in_words,
        "attack": comparisons.attack,
        "network": comparisons.network,
        "method": comparisons.method,
        "column_name": comparisons.column_name,
        "points": comparisons.points,
        "fixed": comparisons.fixed,
        "setting_name": run_words.setting_name,
        "code_digest": sources.in_words,
        "css_name": marks.css_name,
    }
    found.globals |= {
        "pill": pill,
        "marks": MARKS,
        "classes": marks.CLASSES,
        "class_of": marks.CLASS_OF,
        "method_says": marks.METHOD_SAYS,
        "status_says": marks.STATUS_SAYS,
        "verdict_word": marks.VERDICT_WORD,
        "verdict_sign": marks.VERDICT_SIGN,
        "said": said,
        "origin_says": marks.ORIGIN_SAYS,
        "origins": origins,
        "counterexamples": counterexamples,
        "readings": readings,
        "leaves": show.leaves,
        "mentioned": show.mentioned,
        "proof": marks.PROOF,
    }
    return found


def said(items: Iterable[Evidence]) -> list[tuple[Method, Verdict]]:
    """Return what methods say, each once."""
    return list(dict.fromkeys((item.method, item.verdict) for item in items))


def pill(status: Status) -> Markup:
    """Return a status as a sign and a word on its colour."""
    return Markup('<span class="pill status-{}"><span aria-hidden="true">{}</span> {}</span>').format(
        marks.css_name(status), MARKS[status].sign, status.value
    )


def origins(found: Iterable[Origin | None]) -> Markup:
    """Return where words come from, as marks; nothing where that is not told."""
    return Markup(" ").join(Markup('<span class="origin">{}</span>').format(one.value) for one in found if one)


def counterexamples(ledger: Ledger, finding: Finding) -> list[Evidence]:
    """Return the evidence that decides against a finding's claims, or parts of them, and has a counterexample."""
    best = map(ledger.strongest, show.leaves(ledger, finding.claims))
    return [item for item in best if item and item.verdict is Verdict.FAILS and item.counterexample is not None]


_ID = re.compile(r"\b[a-z]\w*/[A-Za-z0-9][A-Za-z0-9.\-]*[A-Za-z0-9]")


def linked(text: str, known: Container[str]) -> Markup:
    """Return text in plain notation in which the ids of claims are links to them."""
    parts, end = [Markup("")], 0
    for found in _ID.finditer(text):
        if found[0] in known:
            link = Markup('<a href="#{0}"><code>{0}</code></a>').format(found[0])
            parts += [formulas.mixed(text[end : found.start()]), link]
            end = found.end()
    return Markup("").join([*parts, formulas.mixed(text[end:])])
