"""Jobs on processes: the same results, failures with a name, and no process left, whatever happens."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import closing
from functools import partial
from multiprocessing import active_children

import pytest

from tests.processes import BOUND, disturbed, ended, wait_for, workers
from tests.theory import runner_jobs
from theory import runner

linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks for processes in /proc")


@pytest.mark.parametrize("count", [0, 1, 7])
@pytest.mark.parametrize("processes", [1, 2])
def test_every_job_is_evaluated_once(count, processes):
    found = list(runner.run(runner_jobs.squares(count), processes))
    assert sorted(found) == [(value, value * value) for value in range(count)]
    assert not active_children()


def test_one_process_keeps_the_order():
    assert [index for index, _ in runner.run(runner_jobs.squares(5), 1)] == list(range(5))


@pytest.mark.parametrize("processes", [1, 2])
def test_a_job_that_fails_is_named_and_says_where(processes):
    jobs = [("well", partial(runner_jobs.square, 1)), ("ill", partial(runner_jobs.fail, ArithmeticError("no answer")))]
    with pytest.raises(RuntimeError, match="ill") as failure:
        list(runner.run(jobs, processes))
    assert str(failure.value) == "ill: ArithmeticError: no answer"
    if processes == 1:
        assert isinstance(failure.value.__cause__, ArithmeticError)
    else:
        assert "in fail" in failure.value.__notes__[0]
    assert not active_children()


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (runner_jobs.killed, "ill: its process was ended by SIGKILL before the result was there"),
        (runner_jobs.leave, r"ill: its process ended \(7\) before the result was there"),
        (runner_jobs.unsendable, "ill: .*(pickle|lambda)"),
    ],
)
def test_a_job_without_an_answer_is_named(function, message):
    with pytest.raises(RuntimeError, match=message):
        list(runner.run([("ill", function), ("well", partial(runner_jobs.rest, 20))], 2))
    assert not active_children()


def test_a_job_that_cannot_be_sent_is_named():
    with pytest.raises(ValueError, match=r"ill: expected a job that can be sent to a process, got .*lambda"):
        list(runner.run([*runner_jobs.squares(1), ("ill", lambda: 1)], 2))
    assert not active_children()


@pytest.mark.parametrize("processes", [0, -1, 1.0, True, "2", None])
def test_the_number_of_processes_is_checked(processes):
    with pytest.raises(ValueError, match="workers must be a positive whole number, got"):
        runner.run([], processes)


def test_closing_ends_processes_that_are_busy_in_compiled_code():
    jobs = [*runner_jobs.squares(1), ("long", runner_jobs.busy), ("longer", runner_jobs.busy)]
    with closing(runner.run(jobs, 2)) as results:
        assert next(results) == (0, 0)
        began = time.monotonic()
    assert time.monotonic() - began < BOUND
    assert not active_children()


def test_within_a_job_no_more_processes_are_started():
    for _, (here, there) in runner.run([("a", runner_jobs.within), ("b", runner_jobs.within)], 2):
        assert here != os.getpid()
        assert there == [here] * 3


def test_processes_share_the_cores_unless_the_user_says_otherwise(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(6)))
    for name in runner.THREADS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "5")
    before = dict(os.environ)
    jobs = [("a", runner_jobs.threads), ("b", runner_jobs.threads)]
    for _, found in runner.run(jobs, 2):
        assert found == {name: "5" if name == "MKL_NUM_THREADS" else "3" for name in runner.THREADS}
    assert dict(os.environ) == before


# What Python itself says in a process whose orders end early, since the one that wrote them was killed meanwhile.
CUT_OFF = re.compile(r"^(EOFError: Ran out of input|_pickle.UnpicklingError: .*truncated)$", re.MULTILINE)
SCRIPT = """
from tests.theory import runner_jobs
from theory import runner
if __name__ == "__main__":
    jobs = [(str(number), runner_jobs.busy) for number in range(2)]
    print(list(runner.run(jobs, 2)))
"""


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("pause", [0.0, 1.0], ids=["starting", "busy"])
def test_processes_end_with_the_one_that_started_them(tmp_path, number, pause):
    """However it ends, also without a shell around it, and while the others only begin or hear nothing."""
    with disturbed(["-c", SCRIPT], tmp_path) as running:
        wait_for(lambda: len(workers(tmp_path)) == 2, running)
        time.sleep(pause)
        running.send_signal(number)
        status, said = ended(running, tmp_path)
    assert status == -number
    cut_off = len(CUT_OFF.findall(said))
    assert cut_off == 0 or (number == signal.SIGKILL and pause == 0.0)
    assert said.count("Traceback") - cut_off == (number == signal.SIGINT)
