"""A page of its own for the explorers: their template, style and scripts, and nothing else of the report."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from figures.report.build import SCRIPTS
from figures.report.environment import STATIC, TEMPLATES

STYLES = ("report.css", "explorers.css")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Explorers</title><link rel="icon" href="data:,">
{% for name in styles %}<link rel="stylesheet" href="{{ (static / name).as_uri() }}">{% endfor %}
</head><body><main><h1>Explorers</h1><h2>Explore</h2>{% include "explorers.html" %}</main>
{% for name in scripts %}<script src="{{ (static / name).as_uri() }}"></script>{% endfor %}
</body></html>
"""


def write(folder: Path) -> str:
    """Write the page below a folder and return its address."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    scripts = [name for name in SCRIPTS if name != "report.js"]
    made = environment.from_string(_PAGE).render(styles=STYLES, scripts=scripts, static=STATIC)
    path = folder / "explorers.html"
    path.write_text(made, encoding="utf-8")
    return path.as_uri()
