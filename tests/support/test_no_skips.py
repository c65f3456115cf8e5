"""Where nothing may be skipped, what is skipped fails."""

import subprocess
import sys

import pytest

from tests.support.no_skips import NEEDS_A_GPU, NO_SKIPS

SKIPPED = {
    "a_test": "import pytest\ndef test_it(): pytest.skip('not today')\n",
    "a_mark": "import pytest\n@pytest.mark.skipif(True, reason='not today')\ndef test_it(): pass\n",
    "a_file": "import pytest\npytest.importorskip('no_such_library', reason='not today')\ndef test_it(): pass\n",
    "a_gpu": f"import pytest\n@pytest.mark.skipif(True, reason='{NEEDS_A_GPU}')\ndef test_it(): pass\n",
    "a_fault": "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_it(): assert False\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, request):
    made = tmp_path_factory.mktemp("skips")
    for name, code in SKIPPED.items():
        (made / f"test_{name}.py").write_text(code)
    (made / "conftest.py").write_text(
        f"import sys\nsys.path.insert(0, {str(request.config.rootpath)!r})\nfrom tests.support.no_skips import NoSkips\n"
        "def pytest_configure(config): config.pluginmanager.register(NoSkips())\n"
    )
    return made


def told(folder, monkeypatch, value: str) -> str:
    monkeypatch.setenv(NO_SKIPS, value)
    options = ["-q", "-rA", "-p", "no:cacheprovider", "--rootdir", str(folder), "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_a_skip_fails_but_for_a_gpu(folder, monkeypatch):
    out = told(folder, monkeypatch, "1")
    assert out.rstrip().rpartition("\n")[2].startswith("1 failed, 1 skipped, 1 xfailed, 2 errors"), out
    assert out.count("A skip is a failure here (SHARPCHECK_NO_SKIPS)") >= 3


def test_elsewhere_it_is_skipped(folder, monkeypatch):
    out = told(folder, monkeypatch, "")
    assert out.rstrip().rpartition("\n")[2].startswith("4 skipped, 1 xfailed"), out
