"""The parts of the report against independent numbers: tables of networks, graphs, values, citation, provenance."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from figures.plots.claim_graph import MARKS
from figures.plots.registry import choose
from figures.report import (
    build,
    citation,
    comparisons,
    environment,
    graph,
    marks,
    pictures,
    provenance,
    recorded,
    run_words,
    runs,
    values,
)
from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.experiments.quick import DIGITS
from simulate.sweeps import store
from theory import files, papers
from theory.ledger.claims import Evidence, Method, Origin, Status, Verdict

DIGITS_RECORDED = recorded.read(DIGITS)


def accuracy(label: str, attack: str) -> np.ndarray:
    """Accuracies by seed, straight from the lines of the file."""
    lines = DIGITS.path(RESULTS).read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        one = json.loads(line)["result"]
        if one["label"] == label:
            counts = one["result"]["evaluations"][attack]
            found[one["seed"]] = 100.0 * counts["correct"] / counts["n"]
    return np.array([found[seed] for seed in sorted(found)])


@pytest.mark.parametrize("column", ["natural", "linf 0.1", "l2 0.5"])
def test_gains_are_paired_differences_with_t_intervals(column):
    (gain,) = [one for one in comparisons.gains(DIGITS_RECORDED) if one.row == "SAM 0.4"]
    attack = column if column == "natural" else f"{column} pgd-10"
    first, second = accuracy("SAM 0.4", attack), accuracy("ST", attack)
    interval = stats.ttest_rel(first, second).confidence_interval(0.95)
    found = gain.cells[column]
    assert (found.mean, found.low, found.high) == pytest.approx(
        (float(np.mean(first - second)), interval.low, interval.high), rel=1e-12
    )
    assert found.seeds == len(first)
    assert found.decided == (interval.low > 0.0 or interval.high < 0.0)


def test_reported_gains_are_differences_of_printed_cells():
    (gain,) = [one for one in comparisons.reported_gains() if one.source.endswith("CIFAR-10") and one.row == "SAM 0.4"]
    assert gain.cells["linf 1/255"].mean == pytest.approx(16.5)
    assert gain.cells["natural"].mean == pytest.approx(0.1)
    assert gain.cells["natural"].low is None


def test_extremes_are_those_of_all_attacks():
    found = comparisons.gains(DIGITS_RECORDED)
    (most, attack), (least, other) = comparisons.extremes(found)
    means = [gain.cells[name].mean for gain in found for name in gain.cells if name != "natural"]
    assert (most.cells[attack].mean, least.cells[other].mean) == (max(means), min(means))


def test_reported_rows_find_their_measured_twins():
    every = recorded.read_all()
    rows = {one.label: one for one in comparisons.beside("cifar10", every)}
    assert rows["AT linf 1/255"].row.cells["natural"] == "93.7"
    assert set(rows["AT linf 1/255"].measured) <= set(comparisons.measured_names("cifar10", every))
    assert comparisons.by_measured([])[0] in comparisons.REPORTED


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("linf 0.1", "ℓ∞ 0.1"),
        ("l2 16/255", "ℓ2 16/255"),
        ("linf 0.1 pgd-50x5", "ℓ∞ 0.1 · PGD-50, 5 starts"),
        ("linf 0.1 pgd-10", "ℓ∞ 0.1 · PGD-10"),
        ("l2 0.5 autoattack", "ℓ2 0.5 · AutoAttack"),
        ("l1 3 pgd-10", "ℓ1 3 · PGD-10"),
    ],
)
def test_attacks_have_names_for_readers(name, shown):
    assert comparisons.attack(name) == shown


def test_attacks_are_ordered_by_norm_radius_and_strength():
    names = ["l2 32/255", "linf 2/255", "linf 1/255 pgd-50x5", "l2 0.01", "linf 1/255"]
    assert comparisons.ordered(names) == ["linf 1/255", "linf 1/255 pgd-50x5", "linf 2/255", "l2 0.01", "l2 32/255"]


def relabelled(name: str, change: str = "") -> recorded.Recorded:
    """The runs of the digits under another experiment's name, one of them with other weights if asked."""
    first, *others = DIGITS_RECORDED.runs
    weights = first.found["result"]["weights"] + change
    changed = replace(first, found={**first.found, "result": {**first.found["result"], "weights": weights}})
    return recorded.Recorded(replace(DIGITS, name=name), (changed, *others))


def test_experiments_on_the_same_networks_are_told():
    first = DIGITS.name
    assert comparisons.same_networks([DIGITS_RECORDED, relabelled("twin")]) == {first: ["twin"]}
    assert comparisons.same_networks([DIGITS_RECORDED, relabelled("other", "0")]) == {first: [], "other": []}
    every = comparisons.same_networks(recorded.read_all())
    assert {"digits-stronger", "digits-autoattack"} <= set(every[first])
    assert "small-planted" in every


@pytest.mark.parametrize(
    ("value", "shown"), [(-0.04, "0.0"), (0.04, "0.0"), (2.94, "+2.9"), (-0.06, "−0.1"), (-11.26, "−11.3")]
)
def test_points_are_rounded_before_they_get_a_sign(value, shown):
    assert comparisons.points(value) == shown


def test_one_seed_has_no_interval():
    assert comparisons.cell({3: 1.5}) == comparisons.Cell(1.5, seeds=1)


def test_missing_records_are_no_failure(tmp_path):
    found = recorded.read(DIGITS, tmp_path)
    assert not found.runs
    assert not found.complete
    assert found.tables == ()
    assert comparisons.gains(found) == []


def diverged(tmp_path: Path) -> recorded.Recorded:
    """The records of the digits, one of which diverged."""
    lines = store.read(DIGITS.path(RESULTS))
    one = lines[1]["result"]
    lines[1]["result"] = {
        "label": one["label"],
        "network": one["network"],
        "seed": one["seed"],
        "diverged": "in epoch 3",
    }
    DIGITS.path(tmp_path).write_text("".join(store.line(files.sealed(one)) for one in lines), encoding="utf-8")
    return recorded.read(DIGITS, tmp_path)


def test_a_diverged_run_is_told_and_left_out(tmp_path):
    found = diverged(tmp_path)
    (run,) = [run for run in found.runs if run.diverged]
    (table,) = found.tables
    assert run.seed not in table.cells[run.label]["natural"]
    (gain,) = [one for one in comparisons.gains(found) if one.row == run.label]
    assert gain.cells["natural"].seeds == DIGITS.seeds - 1


def test_run_pages_have_addresses_of_their_own():
    pages = [run.page for one in recorded.read_all() for run in one.runs]
    assert len(set(pages)) == len(pages)
    assert all(re.fullmatch(r"runs/[\w.-]+/[\w.-]+\.html", page) for page in pages)


def test_evaluations_of_a_run_have_exact_intervals():
    run = DIGITS_RECORDED.runs[0]
    first = runs.evaluations(run)[0]
    assert first.name == "natural"
    ends = stats.binomtest(first.correct, first.n).proportion_ci(0.95)
    assert (first.low, first.high) == pytest.approx((100 * ends.low, 100 * ends.high), rel=1e-9)


def with_signs(lost: int) -> recorded.Recorded:
    """The records of the digits, the first with signs of masking: that many images only a scale-free attack turns wrong."""
    first, *others = DIGITS_RECORDED.runs
    evaluations = copy.deepcopy(first.found["result"]["evaluations"])
    evaluations["natural"]["vanishing"] = 90
    one = evaluations["linf 0.1 pgd-10"]
    one.update(correct=300, n=360)
    free = {"correct": 300 - lost, "lost": lost, "gained": 0}
    one["scale-free"] = {"margin": free, "normalised": free, "transfer": free}
    result = {**first.found["result"], "evaluations": evaluations}
    return recorded.Recorded(DIGITS, (replace(first, found={**first.found, "result": result}), *others))


def test_signs_of_masking_are_told_where_they_are_recorded():
    for lost, flagged in ((100, True), (2, False)):
        found = with_signs(lost)
        first, second, *_ = found.runs
        assert (runs.vanishing(first), runs.vanishing(second)) == (25.0, None)
        (one,) = [one for one in runs.evaluations(first) if one.scale_free]
        assert one.name == "linf 0.1 pgd-10"
        assert one.scale_free["PGD on the margin of the logits"] == pytest.approx(100.0 * (300 - lost) / 360)
        assert bool(one.flag) == flagged
        assert runs.masked(found) == ([(first, one.name, one.flag)] if flagged else [])
    assert runs.masked(DIGITS_RECORDED) == []


SAID = {"name": "digits", "note": "", "command": "", "file": "", "home": "index.html"}


def test_pages_of_runs_show_the_signs():
    templates = environment.make({})
    for lost, flagged in ((100, True), (2, False)):
        found = with_signs(lost)
        shown = build.run_pages(templates, found.runs, SAID)[found.runs[0].page].decode()
        assert "The gradient vanishes for 25.0% of the test images." in shown
        assert ("gradients may be masked: 83.3%" in shown) == flagged
    assert (
        "masking"
        not in build.run_pages(templates, found.runs, SAID)[found.runs[1].page].decode().split("<h2>Settings")[0]
    )


@pytest.mark.parametrize(
    ("low", "high"), [(0.049, 1.218), (60.06, 99.37), (88.9, 90.9), (0.0, 100.0), (2e-7, 3e-3), (-1.0, 1.0)]
)
def test_ticks_are_few_round_numbers_within(low, high):
    found = runs.ticks(low, high)
    assert 2 <= len(found) <= 4
    assert all(low - 1e-9 * (high - low) <= value <= high * (1.0 + 1e-9) for value in found)
    assert all(float(f"{value:.2g}") == pytest.approx(value, abs=1e-9 * high) for value in found)


def test_a_constant_curve_has_one_tick():
    assert runs.ticks(100.0, 100.0) == [100.0]
    assert "nan" not in runs.curve([100.0, 100.0], "training accuracy")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("eps", 1 / 255, "1/255"),
        ("attack_step", 0.25 / 255, "0.25/255"),
        ("eps", 0.05, 0.05),
        ("eps", 0.2, 0.2),
        ("lr", 1 / 255, 1 / 255),
        ("subset", None, "all"),
        ("attack", "", "none"),
        ("model", "cnn-pooled", "pooled CNN"),
        ("test_attacks", ["linf 1/255 pgd-10"], ["ℓ∞ 1/255 · PGD-10"]),
    ],
)
def test_settings_are_shown_as_a_reader_writes_them(name, value, shown):
    assert run_words.setting_value(name, value) == shown


def test_neighbours_run_through_an_experiment_once():
    order = runs.neighbours(DIGITS_RECORDED.runs)
    (page,) = [page for page, (before, _) in order.items() if before is None]
    seen = [page]
    while (after := order[seen[-1]][1]) is not None:
        seen.append(after.page)
    assert sorted(seen) == sorted(order)


@pytest.mark.parametrize("paper", papers.PAPERS)
def test_a_graph_has_every_claim_once(paper):
    ledger = papers.ledger()
    drawn = graph.draw(ledger, paper)
    svg = "".join(part.svg for part in drawn.drawings)
    boxes = re.findall(r'data-claim="([^"]+)"', svg)
    own = [name for name in ledger.claims if name.startswith(f"{paper}/")]
    assert len(boxes) == len(set(boxes)) == drawn.shown
    assert {name for name in boxes if name.startswith(f"{paper}/")} | set(drawn.apart) == set(own)
    uses = graph.edges(ledger, paper)
    for start, end in re.findall(r'data-from="([^"]+)" data-to="([^"]+)"', svg):
        assert start in uses[end]
    # No drawing is so long that it can only be read in pieces, and no box leaves its drawing.
    for part in drawn.drawings:
        left, top, width, height = map(float, re.search(r'viewBox="([^"]+)"', part.svg)[1].split())
        assert width < 1400.0
        for numbers in re.findall(r'<rect x="([\d.-]+)" y="([\d.-]+)" width="(\d+)" height="(\d+)"', part.svg):
            x, y, across, down = map(float, numbers)
            assert left <= x <= left + width - across
            assert top <= y <= top + height - down


def test_a_graph_is_drawn_by_its_connected_parts():
    assert graph.parts({"a": (), "b": ["a"], "c": (), "d": ["e"], "e": (), "f": ["a"]}) == [
        ["a", "b", "f"],
        ["c"],
        ["d", "e"],
    ]
    ledger = papers.ledger()
    whole = graph.edges(ledger, "wei2023")
    for part in graph.draw(ledger, "wei2023").drawings:
        inside = set(re.findall(r'data-claim="([^"]+)"', part.svg))
        assert all(inside.issuperset(whole[name]) for name in inside)


def test_a_graph_tells_refuted_and_corrected_claims():
    ledger = papers.ledger().with_evidence(
        [Evidence("wei2023/eq-33", Method.SYMBOLIC, Verdict.FAILS, "all", True, counterexample={"d": 1})]
    )
    svg = "".join(part.svg for part in graph.draw(ledger, "wei2023").drawings)
    assert re.search(r'class="edge from-refuted" data-from="wei2023/eq-33"', svg)
    assert 'aria-label="wei2023/eq-33, refuted: ' in svg
    assert re.search(r'class="edge corrects" data-from="wei2023/thm-4.4" data-to="wei2023/thm-4.4-corrected"', svg)


def test_every_status_method_and_verdict_has_its_words():
    assert set(marks.STATUS_SAYS) == set(Status) == set(MARKS)
    assert set(marks.ORIGIN_SAYS) == set(Origin)
    assert set(marks.CLASS_OF) == set(marks.METHOD_SAYS) == set(Method)
    assert set(marks.VERDICT_WORD) == set(marks.VERDICT_SIGN) == set(Verdict)
    for part in ("name", "label", "shape"):
        assert len({getattr(one, part) for one in marks.CLASSES}) == len(marks.CLASSES)


def contrast(first: str, second: str) -> float:
    """The contrast of two colours by WCAG 2."""

    def light(colour: str) -> float:
        parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255.0
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05

    bright, dark = sorted((light(first), light(second)), reverse=True)
    return bright / dark


def test_words_of_verdicts_can_be_read_on_their_colours():
    found = re.findall(r"--face: (#\w{6}); --on-face: (#\w{6});", marks.style_sheet())
    assert len(found) == len(Status)
    assert all(contrast(face, ink) >= 4.5 for face, ink in found)


def test_values_are_shown_whole_and_escaped():
    made = values.show({"p": "7/10", "w_SAM": 1.5, "<x>": None, "rows": [[1, 2], [3, 4]]})
    for part in ("<dt>p</dt><dd>7/10</dd>", "w<sub>SAM</sub>", "&lt;x&gt;", "none", "<li>"):
        assert part in made


@pytest.mark.parametrize("nothing", [{}, [], (), None])
def test_what_is_empty_is_told(nothing):
    assert values.show(nothing) == "none"
    assert "<dd>none</dd>" in values.show({"options": nothing})


def test_equal_mappings_become_one_table():
    made = values.show({"a": {"mean": 1.0, "n": 3}, "b": {"mean": 2.0, "n": 4}})
    assert made.count("<thead>") == 1
    assert made.count('scope="col"') == 2
    assert made.count('scope="row"') == 2


def test_long_values_are_folded_but_there():
    long = {str(k): {"box": f"[0, {k}]"} for k in range(100)}
    assert values.show(long).startswith("<details")
    assert "[0, 99]" in values.show(long)
    assert not values.show(long, fold=False).startswith("<details")


def test_citation_is_that_of_the_file():
    found = citation.read()
    text = citation.PATH.read_text(encoding="utf-8")
    assert found.title in text
    assert found.version in text
    assert found.licence == "MIT"
    assert len(found.papers) == text.count("\n  - type:")
    assert all(paper.authors and paper.year for paper in found.papers)


def test_a_citation_without_a_licence_is_refused(tmp_path):
    path = tmp_path / "CITATION.cff"
    path.write_text(re.sub("license: .*\n", "", citation.PATH.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ValueError, match=r"CITATION.cff: expected a field 'license'"):
        citation.read(path)


def test_times_add_up():
    item = Evidence("wei2023/eq-33", Method.SYMBOLIC, Verdict.HOLDS, "all", True, run={"seconds": 1.5})
    ledger = papers.ledger().with_evidence([item, replace(item, claim_id="wei2023/thm-4.4", run={"seconds": 2.0})])
    (found,) = provenance.times(ledger)
    assert (found.method, found.pieces, found.seconds) == (Method.SYMBOLIC, 2, 3.5)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0, "< 0.1 s"), (3.21, "3.2 s"), (45.0, "45 s"), (600.0, "10 min"), (9000.0, "2.5 h")]
)
def test_times_in_words(seconds, words):
    assert provenance.time_in_words(seconds) == words


def test_reduced_settings_are_those_of_the_experiments():
    every = recorded.read_all()
    names, rows = provenance.reduced(every)
    assert names[0] == "Wei et al. (2023)"
    cells = dict(rows)
    assert cells["network"][0] == "PreActResNet-18"
    assert not [value for row in cells.values() for value in row if value in ("cnn", "cnn-pooled", "crop-flip")]
    for one in every:
        if one.experiment.name in names:
            assert cells["epochs"][names.index(one.experiment.name)] == str(one.experiment.rows[0].epochs)


def test_zipped_data_are_the_same_bytes_each_time():
    first = pictures.zipped("a.csv", b"x,y\n1,2\n" * 100)
    assert first == pictures.zipped("a.csv", b"x,y\n1,2\n" * 100)
    assert len(first) < 400


@pytest.mark.parametrize(("width", "wide"), [("245", False), ("504", True)])
def test_drawings_for_the_whole_width_are_told(width, wide):
    (figure,) = choose(["accuracy-curve"])
    drawing = f'<svg viewBox="0 0 {width} 100"></svg>'.encode()
    assert pictures.Picture(figure, drawing, b"").wide == wide


def test_a_figure_that_is_not_drawn_has_no_files(tmp_path):
    (picture,) = pictures.read(choose(["accuracy-curve"]), tmp_path)
    assert not picture.drawn
    assert picture.files() == {}


def test_ids_of_every_claim_become_links():
    known = [claim.id for claim in papers.claims()]
    text = environment.linked(", ".join(known), set(known))
    assert [name for name in known if f'href="#{name}"' not in text] == []
