"""The recorded ledger: read at once, believed only as far as it says, never mixed up with what was made here."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

import theory
from tests.processes import ROOT
from theory import papers, sources
from theory.ledger import checking, evidence, recorded
from theory.ledger.claims import Check, Claim, Evidence, Kind, Method, Result, Source, Status, Verdict, verdict_of
from theory.ledger.ledger import Ledger

CLAIM = Claim("paper/a", Kind.THEOREM, Source("paper", ""), "", "", formula=1)


def is_one(formula: object) -> Result:
    return Result(verdict_of(formula == 1), observed=formula)


CHECK = Check(CLAIM.id, Method.NUMERICAL, "all", is_one)
LEDGER = Ledger([CLAIM])


def made(check=CHECK, claim=CLAIM, out=None):
    return checking.run_checks(Ledger([claim]), [check], out=out, tell=lambda *_: None)


@pytest.fixture
def path(tmp_path):
    """A recorded ledger of one claim."""
    path = tmp_path / "recorded.jsonl"
    found = made(out=tmp_path / "out")
    recorded.write(LEDGER.with_evidence(found), found, [CHECK], path)
    return path


def test_what_is_written_is_read(path):
    found = recorded.read(path)
    assert (found.version, found.statuses) == (theory.__version__, {"paper/a": "SUPPORTED"})
    (piece,) = found.evidence
    assert (piece.verdict, piece.observed) == (Verdict.HOLDS, 1)
    assert set(piece.run) == {recorded.VERSION, "code", "versions"}, "no part of the run: the same on every machine"
    assert recorded.differences(LEDGER.with_evidence(found.evidence), path) == {}
    assert recorded.differences(LEDGER, path) == {"paper/a": "recorded SUPPORTED, now UNCHECKED"}
    assert recorded.read(path.with_name("none")) == recorded.Recorded()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda lines: [lines[0], lines[1].replace("SUPPORTED", "PROVED")],
            "line 2: expected content with the checksum",
        ),
        (lambda lines: [lines[0], lines[1][:-9]], "line 2: expected JSON"),
        (lambda lines: lines[1:], "line 1: expected the fields version"),
        (
            lambda lines: [lines[0], json.dumps({"claim": "a/b", "status": "PROVED", "evidence": []})],
            "expected a checksum",
        ),
    ],
)
def test_a_changed_file_is_refused(path, change, message):
    path.write_text("\n".join(change(path.read_text().splitlines())) + "\n")
    with pytest.raises(ValueError, match=message):
        recorded.read(path)


def test_only_what_is_current_is_recorded(path, tmp_path):
    before = path.read_bytes()
    (old,) = made(out=tmp_path / "out")
    for evidence_, check in (([], CHECK), ([old], replace(CHECK, scope="half"))):
        with pytest.raises(ValueError, match=r"got none for paper/a NUMERICAL; 'python -m theory check --resume'"):
            recorded.write(LEDGER, evidence_, [check], path)
    assert path.read_bytes() == before


def test_what_was_made_here_comes_first_unless_it_is_older(path, tmp_path):
    (shipped,) = recorded.read(path).evidence
    (here,) = made(out=tmp_path / "out")
    failed = replace(here, verdict=Verdict.FAILS)
    assert recorded.joined(LEDGER, [], [CHECK], path) == [shipped]
    assert recorded.joined(LEDGER, [failed], [CHECK], path) == [failed]
    assert recorded.joined(LEDGER, [replace(failed, run={**here.run, "code": "imports-0"})], [CHECK], path) == [shipped]
    other = replace(CHECK, scope="half")  # the code has changed since both
    assert recorded.joined(LEDGER, [replace(failed, run={**here.run, "code": "imports-0"})], [other], path)[0] == failed
    assert recorded.joined(LEDGER, [], [], path) == [], "no check makes it any more"


def test_an_edit_makes_evidence_stale_and_another_library_does_not(path, monkeypatch):
    (shipped,) = recorded.read(path).evidence
    assert checking.stale(LEDGER, [CHECK], [shipped]) == []
    assert checking.stale(Ledger([replace(CLAIM, formula=2)]), [CHECK], [shipped]) == [shipped]
    assert checking.stale(LEDGER, [replace(CHECK, scope="half")], [shipped]) == [shipped]
    assert checking.stale(LEDGER, [], [shipped]) == [shipped]
    assert shipped.run["versions"], "the check of this file imports libraries"
    monkeypatch.setattr(sources, "version", lambda package: "999")
    assert checking.code_of(CHECK, CLAIM) != shipped.run["code"], "--resume asks the versions"
    assert checking.stale(LEDGER, [CHECK], [shipped]) == []


def test_only_networks_may_differ():
    def found(*methods):
        pieces = [Evidence("wei2023/thm-4.1", method, Verdict.FAILS, "a test", False) for method in methods]
        return recorded.may_differ(papers.ledger().with_evidence(pieces), "wei2023/thm-4.1")

    assert found(Method.NETWORK)
    assert not found(Method.NETWORK, Method.NUMERICAL)
    assert not found()


def test_the_shipped_ledger_is_whole_and_current():
    shipped = recorded.read()
    assert list(shipped.statuses) == sorted(claim.id for claim in papers.claims())
    assert {(item.claim_id, item.method) for item in shipped.evidence} == {
        (check.claim_id, check.method) for check in papers.standard()
    }
    old = checking.stale(papers.ledger(), papers.standard(), shipped.evidence)
    assert [f"{item.claim_id} {item.method}" for item in old] == [], (
        "make it again: python -m theory check --resume; python -m simulate check --resume; python -m theory --record"
    )


def test_a_fresh_clone_shows_the_recorded_ledger_and_imports_no_algebra():
    code = (
        "import sys; from theory.__main__ import main; status = main(['--out', 'nowhere'])\n"
        "print(status, [name for name in ('sympy', 'flint', 'torch', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert done.stdout.endswith("0 []\n")
    statuses = papers.read_ledger(ROOT / "nowhere").statuses()
    assert statuses["wei2023/thm-4.4"] is Status.REFUTED
    assert not (ROOT / "nowhere").exists()


def test_the_same_evidence_is_made_here_and_recorded(tmp_path):
    """One of each method of theory, computed again."""
    shipped = {(item.claim_id, item.method): item for item in recorded.read().evidence}
    chosen = {}
    for check in papers.checks():
        if check.claim_id in ("wei2023/thm-4.3", "xie2024/lem-3.1"):
            chosen[check.method] = check
    found = checking.run_checks(papers.ledger(), list(chosen.values()), out=tmp_path, tell=lambda *_: None)
    assert {item.method for item in found} == {Method.SYMBOLIC, Method.NUMERICAL, Method.RIGOROUS}
    for item in found:
        assert evidence.to_json(item)["evidence"] == evidence.to_json(shipped[item.claim_id, item.method])["evidence"]
