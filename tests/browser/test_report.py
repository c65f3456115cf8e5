"""The report in a real browser: it loads, filters filter, links land, keys open, nothing overflows, axe finds no fault."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.figures.report import report_folder

pytestmark = pytest.mark.timeout(120)
SHOWN = "details.claim:not([hidden])"


@pytest.fixture(scope="session")
def report(tmp_path_factory, browser):
    """The address of the index page; it is made only where there is a browser to see it."""
    return report_folder.write(tmp_path_factory.mktemp("page")).as_uri()


def count(page):
    return page.locator(SHOWN).count()


def test_the_ledger_is_filtered_and_searched(page, report):
    page.goto(report)
    every = count(page)
    page.locator("#filter-status").select_option("REFUTED")
    refuted = count(page)
    assert 0 < refuted < every
    assert page.locator(f"{SHOWN}[data-status=REFUTED]").count() == refuted
    assert page.locator("#count").inner_text() == f"{refuted} of {every} claims"
    page.locator("#filter-paper").select_option("xie2024")
    page.locator("#filter-kind").select_option("DEFINITION")
    page.locator("#search").fill("nothing has these words")
    assert count(page) == 0
    page.locator("#clear").click()
    assert count(page) == every
    assert page.locator("#filter-status").input_value() == ""

    page.locator("#filter-method").select_option("SYMBOLIC")
    assert page.locator(f"{SHOWN}[data-methods~=SYMBOLIC]").count() == count(page) > 0
    page.get_by_role("button", name="clear").click()
    page.locator("#filter-origin").select_option("OURS")
    assert page.locator(f"{SHOWN}[data-origin=OURS]").count() == count(page) > 0
    page.get_by_role("button", name="clear").click()
    page.locator("#filter-paper").select_option("li2024")
    assert page.locator(f"{SHOWN}[data-paper=li2024]").count() == count(page) > 0
    page.get_by_role("button", name="clear").click()

    for words in ("rho w_SAM 2/3", "thm-4.4-corrected", "ρ LEADING"):
        page.locator("#search").fill(words)
        assert 0 < count(page) < every, words
    for many in (("K = 100", "K=100"), ("1/(3d)", "1/(3*d)"), ("rho^2", "rho**2"), ("eps", "epsilon")):
        counts = []
        for words in many:
            page.locator("#search").fill(words)
            counts.append(count(page))
        assert counts[0] == counts[1] > 0, many
    page.locator("#search").fill("K = 100")
    texts = page.locator(SHOWN).evaluate_all("claims => claims.map(claim => claim.textContent + claim.dataset.titles)")
    assert all(re.search(r"(?<![A-Za-zα-ω])K\s*=\s*100(?!\d)", text) for text in texts)
    # The words of a finding's title lead to its claims.
    page.locator("#search").fill("all weights lower")
    assert "wei2023/thm-4.4" not in page.locator(SHOWN).evaluate_all("claims => claims.map(claim => claim.id)")
    assert count(page) > 0
    page.locator("#search").fill("thm-4.4")
    assert "wei2023/thm-4.4" in page.locator(SHOWN).evaluate_all("claims => claims.map(claim => claim.id)")


def test_a_search_ranks_names_first_stands_in_the_address_and_finds_findings(page, report):
    page.goto(f"{report}?search=Theorem+4.4#ledger")
    assert page.locator("#search").input_value() == "Theorem 4.4"
    shown = page.locator(SHOWN).evaluate_all("claims => claims.map(claim => claim.id)")
    assert shown[0] == "wei2023/thm-4.4"
    found = page.locator("#findings-found")
    assert "Theorem 4.4: how much more" in found.inner_text()
    found.get_by_role("link", name="Theorem 4.4: how much more").click()
    assert re.search(r"\?search=Theorem\+4\.4#finding-\d+$", page.url)
    page.locator("#search").fill("tanh")
    assert "search=tanh" in page.url
    page.get_by_role("button", name="clear").click()
    page.wait_for_function("!location.search")
    assert found.is_hidden()
    ids = page.locator(SHOWN).evaluate_all("claims => claims.map(claim => claim.id)")
    assert ids[0] != "wei2023/thm-4.4"
    assert ids == page.evaluate("Array.from(document.querySelectorAll('details.claim')).map(claim => claim.id)")


def test_on_a_phone_chapters_are_folded_and_all_of_the_contents_can_be_reached(page, report):
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(report)
    assert page.evaluate("document.documentElement.scrollHeight") < 6000
    links = page.locator("nav.contents a")
    assert links.count() > 5
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 400 for box in (one.bounding_box() for one in links.all()))
    assert page.locator("#ledger .claims").is_hidden()
    page.locator("nav.contents a", has_text="Ledger").click()
    page.locator("#ledger .claims").wait_for(state="visible")
    assert page.locator("#figures .pictures").is_hidden()
    page.locator("#figures-title button").click()
    assert page.locator("#figures .pictures").is_visible()


def test_formulas_have_the_font_of_the_report_and_no_table_of_networks_scrolls(page, report):
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"{report}#wei2023/thm-4.4")
    page.wait_for_function("document.fonts.check('16px \"STIX Math\"')")
    over = "Array.from(document.querySelectorAll('#networks .scroll')).filter(box => box.scrollWidth > box.clientWidth)"
    assert page.evaluate(f"{over}.map(box => box.ariaLabel)") == []


def test_a_link_lands_also_where_a_filter_hides_its_claim(page, report):
    page.goto(f"{report}#wei2023/thm-4.4")
    claim = page.locator("[id='wei2023/thm-4.4']")
    assert claim.evaluate("claim => claim.open")
    page.wait_for_function("scrollY > 1000")
    assert -5 < claim.bounding_box()["y"] < 400
    assert "For small" in claim.inner_text()

    page.locator("#filter-status").select_option("PROVED")
    assert claim.is_hidden()
    page.evaluate("location.hash = 'top'")
    page.evaluate("location.hash = 'wei2023/thm-4.4'")
    claim.wait_for(state="visible")
    assert page.locator("#filter-status").input_value() == ""

    other = claim.get_by_role("link", name="wei2023/thm-4.4-corrected").first
    other.click()
    assert page.locator("[id='wei2023/thm-4.4-corrected']").evaluate("claim => claim.open")
    assert page.url.endswith("#wei2023/thm-4.4-corrected")
    page.go_back()
    assert page.url.endswith("#wei2023/thm-4.4")


def test_an_encoded_link_opens_and_a_link_followed_again_gives_the_focus(page, report):
    page.goto(f"{report}#wei2023%2Fthm-4.4")
    claim = page.locator("[id='wei2023/thm-4.4']")
    assert claim.evaluate("claim => claim.open")
    link = page.locator(".support a[href='#wei2023/thm-4.4']").first
    for _ in range(2):
        link.click()
        page.wait_for_function("document.activeElement.parentElement.id === 'wei2023/thm-4.4'")


def test_opening_a_claim_gives_its_address(page, report):
    page.goto(report)
    page.locator("[id='wei2023/eq-33'] > summary").click()
    page.wait_for_function("location.hash === '#wei2023/eq-33'")


def test_a_claim_opens_by_keyboard(page, report):
    page.goto(report)
    claim = page.locator("[id='wei2023/thm-4.4']")
    page.locator("#search").focus()
    page.keyboard.type("wei2023/thm-4.4")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.parentElement.id") == "wei2023/thm-4.4":
            break
    page.keyboard.press("Enter")
    assert claim.evaluate("claim => claim.open")
    page.keyboard.press("Space")
    assert not claim.evaluate("claim => claim.open")


def test_the_graph_opens_claims_and_shows_what_touches_them(page, report):
    page.goto(report)
    node = page.locator("svg.graph .node[data-claim='wei2023/thm-4.4']").first
    node.focus()
    near = page.locator("svg.graph .node.near").evaluate_all("nodes => nodes.map(node => node.dataset.claim)")
    assert {"wei2023/thm-4.4", "wei2023/eq-33", "wei2023/thm-4.4-corrected"} <= set(near)
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('wei2023/thm-4.4').open")
    page.locator("button.fit").first.click()
    box = page.locator(".graph-box").first
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert page.locator("button.fit").first.inner_text() == "show it in full size"
    page.locator("button.fit").first.click()
    assert page.locator("button.fit").first.inner_text() == "show it whole"


def test_the_tally_filters(page, report):
    page.goto(report)
    page.locator("[data-filter-status=STATED]").click()
    assert page.locator(f"{SHOWN}[data-status=STATED]").count() == count(page) > 0


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_with_everything_open(page, report, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(report)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    links = [page.locator(f"td.runs a[href*='{name}/']").first for name in ("small-digits", "planted-cnn")]
    for address in [link.evaluate("link => link.href") for link in links]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_everything_is_open_and_without_controls_on_paper(page, report):
    page.goto(report)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    for name in ("#filters", ".contents", "button.fit"):
        assert page.locator(name).first.is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.claim[open]").count() == 0


def test_without_scripts_everything_can_be_read(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{report}#wei2023/thm-4.4")
    assert page.locator("#filters").is_hidden()
    page.locator("[id='wei2023/thm-4.4'] > summary").click()
    assert "2/3" in page.locator("[id='wei2023/thm-4.4'] section.evidence").first.inner_text()
    context.close()


# Of the many claims, boxes and rows of a kind a few are left: the others are built by the same templates.
THINNED = """() => {
  const thin = (selector, kept) => {
    for (const part of Array.from(document.querySelectorAll(selector)).slice(kept)) part.remove();
  };
  for (const claim of document.querySelectorAll("details.claim")) {
    if (claim.querySelector(".evidence")) document.querySelector(".claims").prepend(claim);
  }
  thin("details.claim", 8);
  thin("#made details tbody tr", 8);
  thin("article.finding", 8);
  thin("details.graph", 1);
  for (const part of document.querySelectorAll("details:not(.graph)")) part.open = true;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(page, report, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(report)
    run = page.evaluate("new URL(document.querySelector('td.runs a').getAttribute('href'), location).href")
    for address in (report, run):
        page.goto(address)
        page.evaluate(THINNED)
        found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
        told = [(one["impact"], one["id"], one["nodes"][0]["html"]) for one in found]
        assert not [one for one in told if one[0] in ("serious", "critical")]
