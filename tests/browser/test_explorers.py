"""The controls of the report's explorers in a real browser: sliders, fields, messages, links, accessibility."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.browser import explorer_page
from theory import BinaryModel, SharpnessAware, optimal_weight
from theory.sam import radii
from theory.sam.all_weights import full_weight_shift


@pytest.fixture
def explorers(page: Page, tmp_path: Path) -> Page:
    page.goto(explorer_page.write(tmp_path))
    return page


def section(page: Page, name: str) -> Locator:
    return page.locator(f"#explore-{name}")


def field(page: Page, name: str) -> tuple[Locator, Locator, Locator]:
    """The text, the slider and the message of a field."""
    box = page.locator(f'[data-field="{name}"]')
    return box.locator("input[type=text]"), box.locator("input[type=range]"), box.locator(".field-error")


def curve(page: Page, plot: str, name: str) -> str:
    return page.locator(f'[data-plot="{plot}"] path[data-curve="{name}"]').get_attribute("d") or ""


def cell(page: Page, row: str, column: int = 0) -> str:
    return page.locator("tr", has=page.get_by_text(row, exact=True)).locator("td").nth(column).inner_text()


def test_the_table_shows_the_numbers_of_theory(explorers):
    shown = explorers.locator('[data-table="weights"] tbody td').all_inner_texts()
    model = BinaryModel(0.8, 0.3, 10)
    sam = optimal_weight(model, SharpnessAware(3.0))
    for value in (model.standard_weight, sam, sam - 3.0, radii.matching_eps(model, 3.0)):
        assert f"{value:.10g}" in shown
    assert f"{full_weight_shift(model, 3.0):.10g}" in shown


MOVED = [
    ("p", "accuracy", "natural accuracy"),
    ("eta", "weight", "SAM, exact"),
    ("d", "relation", "exact"),
    ("rho", "accuracy", "equal ends of SAM"),
    ("eps", "frontier", "frontier: from ST to AT"),
]


def test_arrows_on_a_slider_move_number_and_curve(explorers):
    for name, plot, line in MOVED:
        _check_arrows(explorers, name, plot, line)


def _check_arrows(explorers, name, plot, line):
    text, slider, _ = field(explorers, name)
    before = text.input_value(), curve(explorers, plot, line)
    slider.focus()
    explorers.keyboard.press("ArrowRight")
    after = text.input_value(), curve(explorers, plot, line)
    assert float(after[0]) > float(before[0])
    assert before[1]
    assert after[1]
    assert after[1] != before[1]
    assert slider.get_attribute("aria-valuetext") == after[0]
    explorers.keyboard.press("ArrowLeft")
    assert float(text.input_value()) < float(after[0])


def test_a_typed_number_moves_its_slider(explorers):
    text, slider, message = field(explorers, "p")
    before = slider.input_value()
    text.fill("0.95")
    assert int(slider.input_value()) > int(before)
    assert message.inner_text() == ""


BAD = [
    ("p", "", "empty"),
    ("p", "many", "“many” is not a number"),
    ("p", "0,8", "write it like 0.25"),
    ("p", "NaN", "not a number"),
    ("p", "0.5", "above 1/2"),
    ("p", "0.9999", "from 0.501 to 0.999"),
    ("eta", "1e999", "too large"),
    ("eta", "-1", "from 0.01 to 3"),
    ("d", "2.5", "whole number"),
    ("d", "20000", "from 1 to 10000"),
    ("rho", "-1", "0 or more"),
    ("rho", "32", "at most 10√d = 31.62"),
]


def test_a_bad_number_is_told_and_nothing_is_drawn(explorers):
    model = section(explorers, "binary-model")
    for name, typed, told in BAD:
        text, _, message = field(explorers, name)
        good, before = text.input_value(), curve(explorers, "accuracy", "natural accuracy")
        text.fill(typed)
        assert told in message.inner_text()
        assert message.get_attribute("role") == "alert"
        assert text.get_attribute("aria-invalid") == "true"
        assert model.locator(".plot svg, .numbers tbody td").count() == 0
        assert "Nothing is drawn" in model.locator(".verdict").inner_text()
        text.fill(good)
        assert message.inner_text() == ""
        assert curve(explorers, "accuracy", "natural accuracy") == before


def test_a_bad_number_has_one_message_only(explorers):
    for name, typed in (("eta", "-1"), ("eta", "0"), ("d", "-1"), ("d", "0"), ("K", "1")):
        text, _, _ = field(explorers, name)
        good = text.input_value()
        text.fill(typed)
        told = [words for words in explorers.locator(".field-error").all_inner_texts() if words]
        assert len(told) == 1, (name, typed, told)
        text.fill(good)


def test_a_rise_is_told_with_digits_that_differ(explorers):
    text, _, _ = field(explorers, "rho")
    text.fill("0.001")
    words = section(explorers, "binary-model").locator(".verdict").inner_text()
    first, second = re.search(r"w rises from ([\d.]+) to ([\d.]+)", words).groups()
    assert float(first) < float(second)


def test_an_attack_beyond_eta_is_told_and_what_rests_on_it_is_not_drawn(explorers):
    text, _, message = field(explorers, "eps")
    text.fill("0.4")
    assert "ε must be below η = 0.3" in message.inner_text()
    assert "−6.931, the worst weight" in message.inner_text()
    assert curve(explorers, "accuracy", "natural accuracy")
    assert explorers.locator('path[data-curve^="robust accuracy"]').count() == 0
    assert (
        explorers.locator(".plot .plot-mark.look-at").count()
        == explorers.locator("#explore-surrogates .plot .plot-mark.look-at").count()
    )
    assert explorers.locator('[data-plot="frontier"] svg').count() == 0
    assert cell(explorers, "AT") == "–"


def test_words_tell_the_sign_of_sam_on_all_weights(explorers):
    verdict = section(explorers, "binary-model").locator(".verdict")
    for rho, word in (("0.9", "lowers it (−"), ("0.91", "raises it (+")):  # the sign turns between them
        for name, value in {"p": "0.7", "eta": "0.1", "d": "10", "eps": "0.05", "rho": rho}.items():
            field(explorers, name)[0].fill(value)
        assert f"exact at this ρ: it {word}" in verdict.inner_text()
        assert "For small ρ it lowers it, because ln(p/(1−p)) = 0.8473 is below" in verdict.inner_text()
    field(explorers, "rho")[0].fill("4")
    assert "sends it to infinity" in verdict.inner_text()
    field(explorers, "rho")[0].fill("0")
    assert "leaves it where it is" in verdict.inner_text()


def test_surrogates_of_a_hundred_classes(explorers):
    surrogate = section(explorers, "surrogates")
    surrogate.get_by_role("button", name="−log, K = 100, one wrong").click()
    assert surrogate.locator('[data-part="groups"]').is_visible()
    assert surrogate.locator('[data-part="each"]').is_hidden()
    words = surrogate.locator(".verdict").inner_text()
    assert "BiSAM's bound is −3.2919, not above 0: it says nothing" in words
    assert "it takes 37 winning classes of 99" in words
    assert "one is enough only for μ > 4.5951" in words
    field(explorers, "count")[0].fill("37")
    assert "above 0: it proves the sample wrong" in surrogate.locator(".verdict").inner_text()


def test_a_logit_moves_bars_and_bound(explorers):
    text, slider, _ = field(explorers, "z2")
    bars = explorers.locator(".plot-bar")
    before = bars.nth(2).get_attribute("d"), cell(explorers, "BiSAM's lower bound")
    slider.focus()
    for _ in range(4):
        explorers.keyboard.press("ArrowRight")
    assert text.input_value() == "3"
    assert bars.nth(2).get_attribute("d") != before[0]
    assert float(cell(explorers, "BiSAM's lower bound")) > float(before[1])
    explorers.get_by_label("true class is 2").check()
    assert cell(explorers, "0-1 loss") == "0"


BAD_SURROGATES = [
    ("K", "1", "from 2 to 1000"),
    ("K", "3.5", "whole number"),
    ("mu", "0", "from 0.001"),
    ("z1", "high", "not a number"),
]


def test_a_bad_surrogate_is_told_and_nothing_is_drawn(explorers):
    surrogate = section(explorers, "surrogates")
    for name, typed, told in BAD_SURROGATES:
        text, _, message = field(explorers, name)
        good = text.input_value()
        text.fill(typed)
        assert told in message.inner_text()
        assert surrogate.locator(".plot svg, .numbers tbody td").count() == 0
        text.fill(good)
        assert surrogate.locator(".plot > svg").count() == 3
    assert section(explorers, "binary-model").locator(".plot > svg").count() == 5


def test_a_link_brings_the_values_back(explorers):
    for name, value in (("p", "0.9"), ("d", "77")):
        field(explorers, name)[0].fill(value)
    explorers.locator("#explore-binary-model .here").click()
    explorers.wait_for_url("**/*p=0.9*#explore-binary-model")
    assert field(explorers, "d")[0].input_value() == "77"
    explorers.get_by_role("button", name="−log, K = 100, 37 wrong").click()
    explorers.locator("#explore-surrogates .here").click()
    explorers.wait_for_url("**/*phi=log*#explore-surrogates")
    assert explorers.locator("input[name=phi]:checked").get_attribute("value") == "log"
    assert field(explorers, "count")[0].input_value() == "37"


def test_the_numbers_can_be_copied(explorers):
    explorers.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorers.locator("#explore-binary-model .copy").click()
    explorers.locator("#explore-binary-model .told").get_by_text("Copied.").wait_for()
    copied = explorers.evaluate("navigator.clipboard.readText()")
    assert "wSAM(ρ) (Theorem 4.4)\t3.06315392\t3.003637782\t16.17343421\n" in copied
    assert "at p = 0.8, η = 0.3, d = 10, ε = 0.1, ρ = 3" in copied


def test_curves_of_a_plot_differ_in_dashes(explorers):
    script = """plot => [...document.querySelectorAll(`[data-plot="${plot}"] g .plot-curve`)]
      .map(curve => getComputedStyle(curve).strokeDasharray)"""
    for plot, count in (("weight", 5), ("relation", 5), ("accuracy", 2)):
        dashes = explorers.evaluate(script, plot)
        assert len(dashes) == len(set(dashes)) == count


def test_no_serious_fault_of_accessibility(explorers):
    # without preload axe fetches no style sheets, which a page from the disk may not do
    options = {"resultTypes": ["violations"], "preload": False}
    for scheme, z in (("light", "0"), ("dark", "x")):  # as it opens, and with messages
        explorers.emulate_media(color_scheme=scheme)
        field(explorers, "z1")[0].fill(z)
        field(explorers, "eps")[0].fill("1" if z == "x" else "0.1")
        found = Axe().run(explorers, options=options).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []


def test_a_phone_need_not_scroll_sideways(explorers):
    explorers.set_viewport_size({"width": 390, "height": 800})
    assert explorers.evaluate("document.documentElement.scrollWidth") <= 390
    plot = explorers.locator('[data-plot="accuracy"] > svg')
    assert explorers.evaluate("box => box.viewBox.baseVal.width", plot.element_handle()) < 390
