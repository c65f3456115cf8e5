"""A paper of a user's own on the command line: written, checked, shown, tried by damage, never recorded."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from simulate.__main__ import main as simulate
from theory import papers
from theory.__main__ import main
from theory.commands import new_paper
from theory.ledger import recorded

PAPER = "own2026"
FILE = f"{PAPER}.py"
STATUSES = {"parabola": "REFUTED", "parabola-corrected": "PROVED", "logistic": "PROVED", "inside": "SUPPORTED"}


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_from_nothing_to_verdicts(tmp_path, capsys):
    assert main(["new-paper", PAPER]) == 0
    assert str(tmp_path / FILE) in capsys.readouterr().out
    assert main(["check", "--papers", FILE, "--workers", "2"]) == 0  # other processes find it as well
    assert f"other checks of these claims: python -m simulate check --papers {FILE}" in capsys.readouterr().err
    assert simulate(["check", "--papers", FILE, "--workers", "1"]) == 0
    capsys.readouterr()
    assert main(["check", "--papers", FILE, "--resume", "--workers", "1"]) == 0
    assert "HOLDS" not in capsys.readouterr().err  # nothing is computed again
    told = main(["--papers", FILE, "--json", "ledger.json"])
    out, err = capsys.readouterr()
    assert told == main([])
    assert err == capsys.readouterr().err  # a paper that is not recorded is no difference
    assert f"{PAPER}/logistic" in out
    found = {one["id"]: one["status"] for one in json.loads((tmp_path / "ledger.json").read_text())["claims"]}
    assert {name: found[f"{PAPER}/{name}"] for name in STATUSES} == STATUSES
    assert main(["show", f"{PAPER}/inside", "--papers", FILE]) == 0
    assert f"recompute with: python -m simulate check --papers {FILE} {PAPER}/inside" in capsys.readouterr().out
    assert main(["show", f"{PAPER}/inside"]) == 2  # nothing is left of it
    assert "no claim has the id 'own2026/inside'" in capsys.readouterr().err


def test_the_recorded_ledger_has_the_packages_papers_alone(tmp_path, capsys, monkeypatch):
    assert main(["new-paper", PAPER]) == 0
    written = []
    monkeypatch.setattr(recorded, "write", lambda ledger, made, checks: written.append((ledger, made, checks)))
    main(["--papers", FILE, "--record"])
    ((ledger, _, checks),) = written
    assert not [claim_id for claim_id in ledger.claims if claim_id.startswith(PAPER)]
    assert not [check for check in checks if check.claim_id.startswith(PAPER)]


def test_damage_is_noticed_or_told(tmp_path, capsys):
    assert main(["new-paper", PAPER]) == 0
    capsys.readouterr()
    assert main(["check", "--damage", "--papers", FILE, "--workers", "1"]) == 0
    assert simulate(["check", "--damage", "--papers", FILE, "--workers", "1"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 4
    assert all(" noticed: damaged formulas " in line for line in told)
    assert not (tmp_path / "out" / "evidence").exists()
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    weak = text.replace("PRINTED, widened=", "TRUE, widened=").replace("h > 0, w real", "w > 0, h > 0")
    (tmp_path / "weak2026.py").write_text(weak, encoding="utf-8")
    assert main(["check", f"{PAPER}/parabola-corrected", "--damage", "--papers", "weak2026.py", "--workers", "1"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{PAPER}/parabola-corrected SYMBOLIC: NOT NOTICED: the damaged formula {{'sharpness'")
    assert line.endswith("; the wider domain 'rho > 0, w > 0, h > 0' is covered as well")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("My Paper", "expected a key in small letters and digits, as toy2026, got 'My Paper'"),
        ("wei2023", "expected the key of a new paper, got 'wei2023', which the package has"),
        ("json", "expected one that no other module has, got 'json'"),
        ("there", "expected a file that is not there, got"),
    ],
)
def test_names_that_new_paper_refuses(tmp_path, capsys, name, message):
    (tmp_path / "there.py").write_text("mine\n")
    assert main(["new-paper", name]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["there.py"]
    assert (tmp_path / "there.py").read_text() == "mine\n"


def test_what_is_written_is_in_the_projects_style(tmp_path):
    path = tmp_path / FILE
    path.write_text(new_paper.text(PAPER), encoding="utf-8")
    options = ["--config", str(papers.recorded.PATH.parents[1] / "pyproject.toml"), "--no-cache", str(path)]
    for command in (["format", "--check"], ["check", "--ignore", "I001"]):  # the order of imports is of the project's
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *options], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
