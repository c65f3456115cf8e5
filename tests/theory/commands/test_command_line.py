"""``python -m theory``: what a researcher types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import theory
from theory import papers
from theory.__main__ import main, parser
from theory.commands.overview import SCHEMA
from theory.ledger import evidence, show
from theory.ledger.claims import Method, Status

EVERY = "wei2023/sec-5-ten-percent-every-rho"
PASSES = "wei2023/sec-5-passes"
FAST = [PASSES, EVERY, "wei2023/sec-5-ten-percent-corrected"]


@pytest.fixture
def out(tmp_path):
    assert main(["check", *FAST, "--out", str(tmp_path), "--workers", "1"]) == 0
    return tmp_path


@pytest.mark.parametrize("words", [[], ["show", "wei2023/eq-5"], ["check"]])
def test_the_place_stands_before_or_after_a_command(words):
    usual = parser().parse_args(words)
    assert (usual.out, usual.workers) == (evidence.OUT, 2)
    for line in (["--out", "here", *words], [*words, "--out", "here"]):
        assert parser().parse_args(line).out == Path("here")
    assert parser().parse_args(["check", "--workers", "3"]).workers == 3


def test_check_writes_the_evidence_of_the_named_claims(out, capsys):
    written = {str(path.relative_to(out)) for path in out.rglob("*.json")}
    assert written == {f"{claim}/{'numerical' if claim == PASSES else 'symbolic'}.json" for claim in FAST}
    before = {path: path.read_bytes() for path in out.rglob("*.json")}
    assert main(["check", "--resume", *FAST, "--out", str(out), "--workers", "1"]) == 0
    assert {path: path.read_bytes() for path in out.rglob("*.json")} == before, "nothing is done twice"
    assert "[" not in capsys.readouterr().err.split("[3/3]")[-1]


def test_the_evidence_part_is_the_same_bytes_when_computed_again(out):
    def parts():
        return [json.dumps(json.loads(path.read_text())["evidence"]) for path in sorted(out.rglob("*.json"))]

    before = parts()
    assert main(["check", *FAST, "--out", str(out), "--workers", "1"]) == 0
    assert parts() == before


def test_show_prints_one_claim_whole(out, capsys):
    assert main(["show", EVERY, "--out", str(out)]) == 0
    text = capsys.readouterr().out
    for part in (
        "CONTRADICTS ITS TABLE",
        "counterexample mean  991/120",
        "What is true instead",
        "corrected  AGREES WITH ITS",
    ):
        assert part in text


def test_show_says_what_the_printed_proof_rests_on(capsys):
    assert main(["show", "wei2023/thm-4.4", "--read-only", "--out", "nowhere"]) == 0
    text = capsys.readouterr().out
    assert "quoted from memory" in " ".join(text.split())
    assert "recompute with: python -m theory check wei2023/thm-4.4" in text


def test_table_and_json_of_what_is_there(out, capsys, tmp_path):
    path = tmp_path / "ledger.json"
    assert main(["--out", str(out), "--json", str(path)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert f"recorded, {theory.__version__}; nothing was computed here" in printed.out
    assert "older than their code" not in printed.out, "make it by the two checks with --resume, then theory --record"
    found = {entry["id"]: entry for entry in json.loads(path.read_text())["claims"]}
    assert list(found) == [claim.id for claim in papers.claims()]
    assert found[EVERY]["status"] == Status.DISAGREES.value
    assert found[EVERY]["evidence"][0]["observed"]["statistic"] == "991/120"
    assert {"kind", "statement", "uses", "corrects", "status", "evidence"} <= set(found[PASSES])
    assert json.loads(path.read_text())["schema"] == SCHEMA
    assert (found[EVERY]["origin"], found[EVERY]["evidence"][0]["covered"]) == ("OURS", "table in {cifar100}")
    assert "here it is said of every rho of the table" in found[EVERY]["source_note"]
    robust = found["wei2023/sec-5-net-sam-robust"]
    assert robust["parts"] == ["wei2023/sec-5-net-sam-more-robust", "wei2023/sec-5-net-sam-no-loss"]
    assert "beyond/net-reduced-sam-robust" in robust["elsewhere"]
    measured = found["beyond/net-reduced-sam-no-loss"]["evidence"][0]
    assert (measured["inside_domain"], measured["premises"], measured["open_premises"]) == (True, [], [])
    assert "UNCHECKED" in printed.out


def test_read_only_refuses_what_writes(tmp_path, capsys):
    for words in (["--json", str(tmp_path / "ledger.json")], ["--record"]):
        assert main(["--read-only", *words]) == 2
        assert "--read-only: expected without --json and --record" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    with pytest.raises(SystemExit):
        main(["check", "--read-only", "wei2023/eq-5"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "wei2023/thm-44"], "no claim has the id 'wei2023/thm-44'; nearest: wei2023/thm-4.4"),
        (["check", "wei2032"], "no claim has the id 'wei2032'; nearest: wei2023"),
        (["check", "--workers", "0"], "--workers: expected a positive integer, got 0"),
        (["solve", "--p", "0.4", "--eta", "1", "--d", "3"], "p must be in the open interval (1/2, 1), got 0.4"),
        (["solve", "--p", "0.8", "--eta", "1", "--d", "3", "--rho", "-1"], "rho must be finite and >= 0, got -1.0"),
    ],
)
def test_errors_are_sentences(arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_solve_answers_for_given_parameters(capsys):
    assert main(["solve", "--p", "0.8", "--eta", "0.3", "--d", "10", "--rho", "0.5", "--eps", "0.1"]) == 0
    text = capsys.readouterr().out
    for number in ("2.31049060186648", "3.46573590279972", "2.3297948828456", "2.69557236884423"):
        assert number in text
    assert main(["solve", "--p", "0.8", "--eta", "0.3", "--d", "10", "--eps", "0.4"]) == 0
    assert "w_AT, optimal weight of adversarial training  inf" in capsys.readouterr().out


def test_every_claim_reads_well():
    ledger = papers.ledger()
    for claim in ledger.claims.values():
        assert 0 < len(claim.summary) <= 75, claim.id
        assert claim.statement, claim.id
        assert claim.statement.count("$") % 2 == 0, claim.id
        assert claim.source.locator, claim.id


def test_every_method_has_the_command_of_its_package():
    packages = {method: show.command(method).split()[2] for method in Method}
    assert packages == {
        Method.SYMBOLIC: "theory",
        Method.RIGOROUS: "theory",
        Method.NUMERICAL: "theory",
        Method.MONTE_CARLO: "simulate",
        Method.NETWORK: "gpu_experiments",
    }
