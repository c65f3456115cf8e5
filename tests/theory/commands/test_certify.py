from __future__ import annotations

import argparse

import pytest

from theory.commands import certify


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    certify.add_arguments(parser)
    return certify.run(parser.parse_args(words))


def test_the_reference_setting(capsys):
    assert run("--p", "7/10", "--eta", "1/10", "--d", "100", "--rho", "1/2", "--digits", "50") == 0
    lines = dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines() if "±" in line)
    weights = {name: text.split() for name, text in lines.items()}
    assert weights["w_SAM"][0].startswith("4.24002078107194300318765629155175158")
    assert len(weights["w_SAM"][0]) == 51
    assert all(float(parts[2]) < 1e-45 for parts in weights.values())
    assert weights["w_SAM - w*"][0].startswith("0.00353147913592493463711875894848")


def test_what_was_proved_is_said(capsys):
    run("--p", "0.7", "--eta", "0.1", "--d", "100", "--rho", "0.5", "--eps", "5e-2")
    out = capsys.readouterr().out
    assert "w_SAM: one root, and no other in [4.2364893, 4.7364893]" in out
    assert "interval Newton" in out
    assert "rho with w_SAM(rho) = w_AT" in out
    assert "robust accuracy at w_SAM" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--p", "0.4", "--eta", "1", "--d", "1"), "p must be in"),
        (("--p", "0.7", "--eta", "x", "--d", "1"), "eta must be an integer, a fraction"),
        (("--p", "0.7", "--eta", "1", "--d", "1", "--rho", "-1"), "rho must be > 0"),
        (("--p", "0.7", "--eta", "1", "--d", "1", "--eps", "1"), "eps must be in"),
        (("--p", "0.7", "--eta", "1", "--d", "1", "--digits", "0"), "digits must be"),
    ],
)
def test_bad_arguments_are_named(words, message):
    with pytest.raises(ValueError, match=message):
        run(*words)
