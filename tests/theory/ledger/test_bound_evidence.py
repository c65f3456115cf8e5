"""Evidence is believed only where it was written, by what wrote it, and unchanged."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace

import pytest

from tests.support.damaged_json import TEXT, changed
from theory import files, papers
from theory.__main__ import main
from theory.ledger import checking, evidence
from theory.ledger.claims import Check, Claim, Evidence, Kind, Method, Result, Source, Verdict
from theory.ledger.ledger import Ledger

FOUND = Evidence(
    "paper/a",
    Method.SYMBOLIC,
    Verdict.HOLDS,
    "all",
    True,
    observed={"w": 1.5, "n": 3},
    seed=5,
    covered="p > 1/2",
    premises=("paper/b",),
    run={"seconds": 1.0, "code": "imports-0"},
)


@pytest.fixture
def path(tmp_path):
    return evidence.write(FOUND, tmp_path)


def refused(path, message):
    """Make sure that the file is an error of one line, which names it."""
    for read in (lambda: evidence.read(path), lambda: evidence.read_made(path.parents[2])):
        with pytest.raises(ValueError, match=message) as error:
            read()
        assert str(error.value).startswith(str(path))
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", TEXT)
def test_damaged_text_is_refused(name, path):
    damage, message = TEXT[name]
    path.write_bytes(damage(path.read_bytes()))
    refused(path, message)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("claim_id", "paper/b"),
        ("method", "RIGOROUS"),
        ("verdict", "FAILS"),
        ("complete", False),
        ("scope", "more"),
        ("observed", {"w": 1.5000000000000002, "n": 3}),
        ("seed", 6),
        ("covered", None),
        ("premises", []),
    ],
)
def test_a_changed_field_is_seen_by_the_checksum(field, value, path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record["evidence"].update({field: value})))
    refused(path, r"checksum \"sha256-[0-9a-f]{32}\", got sha256-[0-9a-f]{32}: it was changed after it was written")


def test_a_changed_digest_of_the_code_is_seen_too(path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record["run"].update(code="imports-1")))
    refused(path, "it was changed after it was written")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("complete", "no", 'complete: expected bool, got "no"'),
        ("complete", 1, "complete: expected bool, got 1"),
        ("claim_id", 3, "claim_id: expected str, got 3"),
        ("method", None, "method: expected str, got null"),
        ("method", "GUESS", "method: expected one of SYMBOLIC, .*, got 'GUESS'"),
        ("verdict", "TRUE", "verdict: expected one of HOLDS, FAILS, INCONCLUSIVE, got 'TRUE'"),
        ("scope", None, "scope: expected str, got null"),
        ("seed", True, "seed: expected int or null, got true"),
        ("seed", 5.0, r"seed: expected int or null, got 5\.0"),
        ("note", ["x"], r'note: expected str, got \["x"\]'),
        ("covered", ["p > 1/2"], r"covered: expected str or null, got \["),
        ("premises", "paper/b", 'premises: expected list, got "paper/b"'),
        ("premises", [3], r"premises: expected ids of claims, got \[3\]"),
    ],
)
def test_types_are_those_of_evidence_even_where_the_checksum_fits(field, value, message, path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record["evidence"].update({field: value}), files.sealed))
    refused(path, message)


@pytest.mark.parametrize("field", ["covered", "premises", "complete"])
def test_a_missing_field_is_named(field, path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record["evidence"].pop(field), files.sealed))
    refused(path, f"got no {field}")


def test_fields_of_the_run_have_types(path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record["run"].update(code=3), files.sealed))
    refused(path, "run: code: expected str, got 3")


@pytest.mark.parametrize("place", ["paper/b/symbolic.json", "paper/a/rigorous.json", "other/a/symbolic.json"])
def test_evidence_at_another_place_is_refused(place, path, tmp_path):
    moved = tmp_path / "moved" / place
    moved.parent.mkdir(parents=True)
    shutil.copy(path, moved)
    refused(moved, "expected the evidence of this place, got that of paper/a/symbolic.json")


def test_evidence_deeper_than_its_place_is_refused(path, tmp_path):
    deeper = tmp_path / "root" / "copy" / "paper" / "a" / "symbolic.json"
    deeper.parent.mkdir(parents=True)
    shutil.copy(path, deeper)
    with pytest.raises(ValueError, match="expected evidence in its place below"):
        evidence.read_made(tmp_path / "root")


def of_older_version(path):
    """Let a file look as an older version wrote it."""

    def change(record):
        del record[files.CHECKSUM], record["evidence"]["covered"], record["evidence"]["premises"]

    path.write_bytes(changed(path.read_bytes(), change))


def test_evidence_of_an_older_version_is_told_of_and_decides_only_where_it_is_committed(path, tmp_path):
    of_older_version(path)
    told: list[str] = []
    assert evidence.read_made(tmp_path, tell=told.append) == []
    (kept,) = evidence.read_committed([tmp_path], tell=told.append)
    assert kept == replace(FOUND, covered=None, premises=())
    assert [re.sub("^.*: 1 files", "1 files", line) for line in told] == [
        "1 files hold evidence of an older version, without a checksum; it is left out, and computed again when asked for",
        "1 files hold evidence of an older version, without a checksum; it is read as it is",
    ]
    assert evidence.read_current(path) is None


def always(formula: object) -> Result:
    return Result(Verdict.HOLDS)


def test_evidence_of_an_older_version_is_computed_again(tmp_path):
    ledger = Ledger([Claim("paper/a", Kind.THEOREM, Source("paper", ""), "", "")])
    check = Check("paper/a", Method.SYMBOLIC, "all", always)
    arguments = {"out": tmp_path, "resume": True, "tell": lambda *_: None}
    checking.run_checks(ledger, [check], **arguments)
    code = checking.code_of(check, ledger.claim(check.claim_id))
    assert checking.is_current(check, code, tmp_path)
    of_older_version(tmp_path / "paper" / "a" / "symbolic.json")
    assert not checking.is_current(check, code, tmp_path)
    assert len(checking.run_checks(ledger, [check], **arguments)) == 1


def test_the_evidence_of_theorem_4_1_cannot_prove_theorem_4_4(tmp_path, capsys):
    out = tmp_path / "evidence"
    (check,) = [one for one in papers.checks() if one.claim_id == "wei2023/thm-4.1" and one.method is Method.SYMBOLIC]
    (found,) = checking.run_checks(papers.ledger(), [check], out=out, tell=lambda *_: None)
    path = evidence.path_of(out, found.claim_id, found.method)
    record = json.loads(path.read_text())
    record["evidence"]["claim_id"] = "wei2023/thm-4.4"
    for place in (path, evidence.path_of(out, "wei2023/thm-4.4", found.method)):
        files.write_text(place, files.dumps(record))
        capsys.readouterr()
        assert main(["--out", str(out), "--read-only"]) == 2
        assert capsys.readouterr().err.startswith(f"error: {place}: expected content with the checksum")
        place.unlink()


def test_all_committed_evidence_has_a_checksum():
    paths = [path for root in evidence.COMMITTED for path in root.rglob("*.json")]
    assert paths
    assert all(evidence.read_current(path) is not None for path in paths)
