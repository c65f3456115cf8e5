"""The wheel in an environment of its own, used from an empty folder as a stranger does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.processes import ROOT
from theory.version import __version__


def run(*words, cwd, timeout=120, **environment):
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=timeout,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), "OMP_NUM_THREADS": "1", **environment},
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Give what runs a command of an environment with the wheel and nothing else of the project.

    The libraries are those of this environment: its folder is on the path, where no link to the project is followed.
    """
    place = tmp_path_factory.mktemp("installed")
    source = place / "source"
    listed = run("git", "ls-files", "-z", cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/")):
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    built = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", place, source]
    done = run(sys.executable, *built, cwd=place)
    assert done.returncode == 0, done.stderr
    (wheel,) = place.glob("*.whl")
    venv.create(place / "venv", with_pip=False)
    python = place / "venv" / "bin" / "python"
    done = run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=place)
    assert done.returncode == 0, done.stderr
    empty = place / "empty"
    empty.mkdir()

    def call(*words, cwd=empty):
        return run(place / "venv" / "bin" / words[0], *words[1:], cwd=cwd, PYTHONPATH=sysconfig.get_path("purelib"))

    call.empty = empty
    return call


def test_the_package_in_use_is_the_installed_one(installed):
    done = installed("python", "-c", "import theory, figures; print(theory.__file__, figures.__file__)")
    assert all("/venv/lib/" in Path(place).as_posix() for place in done.stdout.split()), done.stdout + done.stderr
    assert installed("sharpcheck", "--version").stdout == f"sharpcheck {__version__}\n"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("theory", 0, f"recorded, {__version__}; nothing was computed here"),
        ("theory show wei2023/thm-4.4", 0, "wei2023/thm-4.4  THEOREM  ->  REFUTED"),
        ("theory solve --p 0.8 --eta 0.3 --d 10 --rho 0.5", 0, "w_SAM"),
        ("theory check wei2023/sec-5-passes --workers 1", 0, "HOLDS"),
        ("simulate accuracy --p 0.9 --eta 0.3 --d 10 --w 1 --n 1000", 0, "natural"),
        ("theory new-paper mine2026", 0, "mine2026"),
        ("findings", 0, "# Findings"),
        ("findings --update", 2, "--update: expected a checkout of the project"),
        ("figures lower-bound", 0, "lower-bound: drawn"),
        ("train --epochs 1", 0, "natural"),
        ("completion bash", 0, "--rho"),
        ("reprot", 2, "invalid choice: 'reprot'"),
    ],
)
def test_commands_from_an_empty_folder(installed, words, status, said):
    done = installed("sharpcheck", *words.split())
    assert done.returncode == status, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_module_that_hides_a_package_is_told(installed, tmp_path):
    (tmp_path / "simulate.py").write_text("print('a user of the name')\n")
    done = installed("python", "-m", "gpu_experiments", "--help", cwd=tmp_path)
    assert done.returncode == 1
    assert "simulate: expected the package beside" in done.stderr
    assert f"got {tmp_path / 'simulate.py'}" in done.stderr
    assert "Traceback" not in done.stderr
    assert installed("sharpcheck", "networks", "--help", cwd=tmp_path).returncode == 0
