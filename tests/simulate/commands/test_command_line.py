"""``python -m simulate``: answers, refusals, and that --help explains."""

from __future__ import annotations

import json

import pytest

from simulate.__main__ import COMMANDS, main
from simulate.sweeps.store import read


def words(capsys, *arguments):
    assert main([str(word) for word in arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help(capsys, command):
    with pytest.raises(SystemExit) as stopped:
        main([*([command] if command else []), "--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS) if command is None else "options" in out


def test_accuracy_shows_estimates_beside_closed_forms(capsys):
    out = words(capsys, "accuracy", "--n", "1e5", "--eps", 0.1, "--norm", "l2", "--coordinates", "all", "--rho", 2)
    rows = [line for line in out.splitlines() if "[" in line]
    assert [row[:12].strip() for row in rows] == ["natural", "l2 0.1, all", "at w - rho", "at w + rho"]
    for row in rows:
        estimate, exact = float(row.split()[-4]), float(row.split()[-1])
        assert estimate == pytest.approx(exact, abs=0.005)
    assert out == words(
        capsys,
        "accuracy",
        "--n",
        "1e5",
        "--eps",
        0.1,
        "--norm",
        "l2",
        "--coordinates",
        "all",
        "--rho",
        2,
        "--workers",
        2,
    )


def test_minimisers_show_the_limit_laws(capsys):
    out = words(capsys, "minimisers", "--n", 2000, "--repeats", 50, "--eps", 0.1)
    assert [line[:4].strip() for line in out.splitlines()[2:5]] == ["ST", "SAM", "AT"]
    out = words(capsys, "minimisers", "--p", 0.7, "--eta", 0.1, "--n", 500, "--repeats", 20, "--eps", 0.4)
    assert "no limit law: eps must be below eta" in out


def test_sweep_over_a_grid_and_a_list(capsys, tmp_path):
    path = tmp_path / "out.jsonl"
    arguments = ["sweep", "minimisers", "--set", "p=0.9", "eta=0.5", "d=10", "n=100,2e2", "objective=ST", "--out", path]
    words(capsys, *arguments, "--replications", 2)
    assert [record["settings"]["n"] for record in read(path)] == [100, 100, 200, 200]
    listed = tmp_path / "sets.json"
    listed.write_text(json.dumps([{"p": 0.9, "eta": 0.5, "d": 10, "n": 1000, "w": [1.0, 2.0]}]))
    words(capsys, "sweep", "accuracy", "--list", listed, "--out", tmp_path / "accuracy.jsonl")
    assert len(read(tmp_path / "accuracy.jsonl")[0]["result"]["correct"]) == 2


def test_check_writes_evidence(capsys, tmp_path, monkeypatch):
    from simulate import papers
    from theory import papers as claims
    from theory.ledger import evidence
    from theory.ledger.claims import Check, Method, Result, Verdict

    check = Check("wei2023/eq-14", Method.MONTE_CARLO, "nothing", lambda formula: Result(Verdict.HOLDS))
    monkeypatch.setattr(papers, "checks", lambda full=False, own=(): (check,))
    assert main(["check", "wei2023/eq-14", "--out", str(tmp_path), "--workers", "1"]) == 0
    (found,) = evidence.read_made(tmp_path)
    assert found.verdict is Verdict.HOLDS
    assert claims.ledger().claim(found.claim_id)
    assert main(["check", "wei2023/eq-15", "--out", str(tmp_path)]) == 0
    assert "none of these claims has a check" in capsys.readouterr().err


def test_full_runs_every_sweep_and_then_the_checks(monkeypatch):
    from simulate import papers
    from simulate.commands import full
    from simulate.studies import plan
    from theory.ledger import checking

    ran = []
    monkeypatch.setattr(full.sweep, "run_sweep", lambda cells, path, **options: ran.append((path, len(cells))))
    monkeypatch.setattr(checking, "run_checks", lambda ledger, checks, out: ran.append((out, checks)))
    assert main(["full"]) == 0
    *swept, checked = ran
    assert checked == (plan.EVIDENCE, papers.checks(full=True))
    committed = {path for path in plan.RESULTS.glob("*.jsonl") if not path.name.endswith(".timings.jsonl")}
    assert {path for path, _ in swept} == committed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["accuracy", "--p", "2"], "p must be in the open interval"),
        (["accuracy", "--eps", "-1"], "eps must be finite and >= 0"),
        (["minimisers", "--repeats", "0"], "--repeats: expected a positive whole number, got 0"),
        (["sweep", "accuracy", "--out", "x"], "expected either --set"),
        (["sweep", "nothing", "--set", "n=1", "--out", "x"], "task: expected 'module:function', got 'nothing'"),
        (["sweep", "accuracy", "--set", "n", "--out", "x"], "--set: expected each axis once, as NAME=A,B, got 'n'"),
        (["check", "wei2023/eq-1400"], "no claim has the id 'wei2023/eq-1400'; nearest: wei2023/eq-14"),
        (["check", "--workers", "0"], "--workers: expected a positive integer, got 0"),
    ],
)
def test_bad_input_ends_with_a_sentence(capsys, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_count_must_be_whole(capsys):
    with pytest.raises(SystemExit):
        main(["accuracy", "--n", "1.5"])
    assert "expected a whole number, got '1.5'" in capsys.readouterr().err
