"""Long commands that are disturbed: they end in time, leave no process, lose nothing and go on to the same results."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from figures import __main__ as figures_command
from figures.drawing import output
from simulate.__main__ import main as simulate_main
from tests.processes import disturbed, ended, wait_for, workers
from theory.__main__ import main as theory_main
from theory.ledger import evidence as evidence_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]

# One that takes seconds, among others that do not.
CLAIMS = [f"wei2023/{name}" for name in ("eq-5", "eq-6", "eq-22", "thm-4.4-order", "thm-4.3", "eq-36")]
CELLS = 8


def check(out: Path) -> list[str]:
    return ["-m", "theory", "check", *CLAIMS, "--workers", "2", "--out", str(out), "--resume"]


def sweep(out: Path, workers: int = 2) -> list[str]:
    task = "tests.simulate.sweep_tasks:slow"
    settings = ["n=3", f"marks={json.dumps(os.devnull)}", f"i={','.join(map(str, range(CELLS)))}"]
    return ["sweep", task, "--set", *settings, "--workers", str(workers), "--out", str(out)]


def evidence(out: Path) -> dict[str, object]:
    """Read the evidence, all of which must be whole, without what depends on time."""
    found = [evidence_files.to_json(evidence_files.read(path)) for path in out.rglob("*.json")]
    return {f"{one['evidence']['claim_id']} {one['evidence']['method']}": one["evidence"] for one in found}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "evidence"
    assert theory_main(["check", *CLAIMS, "--workers", "1", "--out", str(out)]) == 0
    return evidence(out)


@pytest.fixture(scope="module")
def undisturbed_sweep(tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed") / "sweep.jsonl"
    assert simulate_main(sweep(out, workers=1)) == 0
    return out.read_bytes()


def test_a_check_loses_nothing_however_it_is_stopped(tmp_path, undisturbed):
    """Stopped by Ctrl-C in a terminal, then killed, then a worker of it killed, and then let alone."""
    out, kept = tmp_path / "evidence", 0

    def more() -> bool:
        return len(list(out.rglob("*.json"))) > kept

    with disturbed(check(out), tmp_path) as running:
        wait_for(more, running)
        os.killpg(running.pid, signal.SIGINT)
        status, said = ended(running, tmp_path)
    assert status == 130
    assert said.splitlines()[-1] == "interrupted; the finished evidence is kept: --resume goes on from there"
    assert "Traceback" not in said
    kept = len(evidence(out))
    assert 0 < kept < len(undisturbed)

    with disturbed(check(out), tmp_path) as running:
        wait_for(lambda: len(workers(tmp_path)) == 2, running)
        running.kill()
        assert ended(running, tmp_path)[0] == -signal.SIGKILL
    assert len(evidence(out)) >= kept

    with disturbed(check(out), tmp_path) as running:
        wait_for(lambda: len(workers(tmp_path)) == 2, running)
        os.kill(workers(tmp_path)[0], signal.SIGKILL)
        status, said = ended(running, tmp_path)
    assert status == 2
    last = said.splitlines()[-1]
    assert last.startswith("error: wei2023/")
    assert last.endswith("its process was ended by SIGKILL before the result was there")

    with disturbed(check(out), tmp_path) as running:
        _, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    assert evidence(out) == undisturbed


@pytest.mark.parametrize(
    ("number", "to_all", "status", "word"),
    [
        (signal.SIGINT, True, 130, "interrupted"),
        (signal.SIGINT, False, 130, "interrupted"),
        (signal.SIGTERM, False, 143, "terminated"),
        (signal.SIGKILL, False, -9, ""),
    ],
)
def test_a_sweep_goes_on_to_the_same_bytes(tmp_path, undisturbed_sweep, number, to_all, status, word):
    out = tmp_path / "sweep.jsonl"
    part = out.with_name("sweep.jsonl.part")
    with disturbed(["-m", "simulate", *sweep(out)], tmp_path) as running:
        wait_for(lambda: part.exists() and part.read_bytes().count(b"\n") >= 2, running)
        (os.killpg if to_all else os.kill)(running.pid, number)
        found, said = ended(running, tmp_path)
    assert found == status
    assert "Traceback" not in said
    if word:
        last = said.splitlines()[-1]
        assert last == f"{word}; what is finished is kept: the same command goes on from there"
    kept = part.read_bytes().count(b"\n")
    assert 2 <= kept < CELLS
    assert not out.exists()

    with disturbed(["-m", "simulate", *sweep(out)], tmp_path) as running:
        _, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    assert said.count("left)") == CELLS - kept
    assert out.read_bytes() == undisturbed_sweep


def test_figures_that_are_interrupted_say_so_in_a_line(tmp_path, monkeypatch, capsys):
    def interrupted(*arguments, **options):
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(output, "write", interrupted)
    assert figures_command.main(["--out", str(tmp_path), "--force"]) == 143
    said = capsys.readouterr().err
    told = "terminated; what is finished is kept: the same command without --force goes on from there\n"
    assert said == f"files go to {tmp_path}\n{told}"
    assert figures_command.main(["report", "--out", str(tmp_path)]) == 143
