/* The explorer of the 0-1 surrogates: fields to numbers, plots and words. */
"use strict";

(() => {
  const S = SharpcheckSurrogates;
  const Fields = SharpcheckFields;
  const Plots = SharpcheckSurrogatePlots;
  const section = document.getElementById("explore-surrogates");
  if (!section) return;

  const EACH = 10; // classes that have a field of their own
  const part = (name) => section.querySelector(`[data-part="${name}"]`);
  const table = (name) => section.querySelector(`[data-table="${name}"]`);
  const chosen = (name) => section.querySelector(`input[name="${name}"]:checked`).value;
  const show = (value) => Fields.shown(value, 5);
  const NAME = Plots.NAME;

  const between = (name, value, [low, high]) =>
    value >= low && value <= high ? "" : `${name} must be from ${low} to ${high}, got ${Fields.shown(value)}.`;
  const whole = (name, value, bounds) =>
    between(name, value, bounds) ||
    (Number.isInteger(value) ? "" : `${name} must be a whole number, got ${Fields.shown(value)}.`);
  const logit = (name) => ({
    steps: () => Fields.linear(-40, 40, 320),
    check: (z) => between(name, z, S.DOMAIN.logit),
  });

  const fields = {
    alpha: { steps: () => Fields.geometric(0.01, 10, 120), check: (alpha) => between("α", alpha, S.DOMAIN.alpha) },
    mu: { steps: () => Fields.geometric(0.1, 100, 120), check: (mu) => between("μ", mu, S.DOMAIN.mu) },
    K: {
      steps: () => [...new Set(Fields.geometric(2, 1000, 120).map(Math.round))],
      check: (K) => whole("K", K, S.DOMAIN.K),
    },
    zTrue: logit("This logit"),
    count: {
      steps: ({ K }) => [...new Set([0, ...Fields.geometric(1, K >= 2 ? K - 1 : 1, 100).map(Math.round)])],
      // Not asked for while each class has a field; a bad K has its own message.
      check: (n, { K }) => (!(K > EACH) || whole("K", K, S.DOMAIN.K) ? "" : whole("n", n, [0, K - 1])),
    },
    zLead: logit("This logit"),
    zRest: logit("This logit"),
  };
  for (let j = 1; j <= EACH; j += 1) fields[`z${j}`] = logit("This logit");

  /** The logits of the sample, the index of its true class, and how its bars are named. */
  function sample(values) {
    const { K } = values;
    if (K <= EACH) {
      const logits = Array.from({ length: K }, (_, j) => values[`z${j + 1}`]);
      return { logits, label: Number(chosen("label")) - 1, groups: logits.map((_, j) => [j, `z${j + 1}`]) };
    }
    const { count } = values;
    const logits = Array.from({ length: K }, (_, j) =>
      j === 0 ? values.zTrue : j <= count ? values.zLead : values.zRest,
    );
    const groups = [
      [0, "true"],
      [1, "lead, each"],
      [K - 1, "rest, each"],
    ];
    return { logits, label: 0, groups: groups.filter(([j]) => j === 0 || (j === 1 ? count > 0 : count < K - 1)) };
  }

  function solve(values) {
    const surrogate = { kind: chosen("phi"), alpha: values.alpha, mu: values.mu };
    const { logits, label, groups } = sample(values);
    const scores = S.margins(logits, label);
    const wrong = scores.filter((_, j) => j !== label);
    const gradients = [S.boundGradient(logits, label, surrogate), S.crossEntropyGradient(logits, label)];
    return {
      surrogate,
      logits,
      label,
      groups,
      scores,
      K: values.K,
      each: values.K <= EACH, // a bar for each class, else for each group
      lead: Math.max(...wrong),
      leader: scores.findIndex((F, j) => j !== label && F === Math.max(...wrong)),
      winners: wrong.filter((F) => F > 0).length,
      loss: S.zeroOneLoss(logits, label),
      entropy: S.crossEntropy(logits, label),
      bound: S.lowerBound(logits, label, surrogate),
      gradients,
      directions: gradients.map(S.direction),
      gap: S.angleGap(...gradients),
      limits: S.limits(values.K, surrogate),
    };
  }

  const setting = ({ surrogate: { kind, alpha, mu }, K }) =>
    `${NAME[kind]}${kind === "tanh" ? `, α = ${show(alpha)}` : ""}, μ = ${show(mu)}, K = ${K}`;

  function sayVerdict(at) {
    const { loss, bound, limits, winners, K } = at;
    const says = bound > 0 ? "above 0: it proves the sample wrong" : "not above 0: it says nothing, no loss is below 0";
    const classes = (n) => `${n} winning class${n === 1 ? "" : "es"}`;
    const enough =
      limits.wrongNeeded === 1
        ? "one winning class is enough to make the bound positive"
        : `it takes ${classes(limits.wrongNeeded)} of ${K - 1} to make the bound positive`;
    const threshold =
      limits.leastMu > 0 ? `one is enough only for μ > ${show(limits.leastMu)}` : "one is enough for every μ";
    const strong = (text) => Object.assign(document.createElement("strong"), { textContent: text });
    const first = document.createElement("p");
    first.append(
      "0-1 loss ",
      strong(String(loss)),
      `, with ${classes(winners)}. BiSAM's bound is `,
      strong(show(bound)),
      `, ${says}.`,
    );
    const second = document.createElement("p");
    second.append(`Where the other classes are far below the label, at ${setting(at)} ${enough}; ${threshold}.`);
    const third = document.createElement("p");
    if (Number.isNaN(at.gap)) third.append("A gradient is zero in double precision: there is no direction to compare.");
    else
      third.append(
        "Ascent against cross-entropy's: cosine ",
        strong(Fields.shown(1 - at.gap, 8)),
        ` (1 − cosine = ${show(at.gap)}).`,
      );
    part("verdict").replaceChildren(first, second, third);
  }

  function fillTables(at) {
    const { limits, loss, bound, entropy } = at;
    Fields.fillTable(table("sample"), [
      ["0-1 loss", loss],
      ["BiSAM's lower bound", bound],
      ["slack: 0-1 loss less the bound", loss - bound],
      ["cross-entropy", entropy],
      ["cross-entropy/ln 2, an upper bound", entropy / Math.LN2],
      ["cosine of the ascent directions", 1 - at.gap],
      ["1 − cosine", at.gap],
      ["length of the bound's gradient", Math.hypot(...at.gradients[0])],
      ["length of cross-entropy's gradient", Math.hypot(...at.gradients[1])],
    ]);
    Fields.fillTable(table("limits"), [
      ["largest slack, as printed: log(K)/μ", limits.printedSlack],
      ["largest slack, correct", limits.largestSlack],
      ["largest value of the bound", limits.supremum],
      ["least value of the bound", limits.infimum],
      ["one class wins, the others far below", limits.oneWrong],
      ["winning classes needed for a positive bound", String(limits.wrongNeeded)],
      ["μ above which one winning class is enough", limits.leastMu],
    ]);
    for (const where of section.querySelectorAll("caption .at")) where.textContent = ` at ${setting(at)}`;
  }

  let current = null;

  const drawAll = () => current && Plots.draw(section, current);

  function showFields({ K }) {
    const few = !(K > EACH);
    part("each").hidden = !few;
    part("groups").hidden = few;
    const count = Number.isInteger(K) && K >= 2 ? Math.min(K, EACH) : EACH;
    section.querySelectorAll(".logit").forEach((row, j) => {
      row.hidden = j >= count;
    });
    const label = section.querySelectorAll('input[name="label"]');
    if (few && Number(chosen("label")) > count) label[0].checked = true;
    section.querySelector('[data-field="alpha"]').hidden = chosen("phi") !== "tanh";
  }

  function changed(values, bad) {
    showFields(values);
    const shownBad = [...bad].filter((name) => !section.querySelector(`[data-field="${name}"]`).closest("[hidden]"));
    Fields.setLink(section.querySelector(".here"), { ...explorer.texts(), phi: chosen("phi"), label: chosen("label") });
    section.classList.toggle("stale", shownBad.length > 0);
    current = shownBad.length ? null : solve(values);
    if (current) {
      sayVerdict(current);
      fillTables(current);
      drawAll();
      return;
    }
    const words = "Nothing is drawn: a value above is not valid.";
    part("verdict").replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
    Plots.clear(section, words);
    for (const name of ["sample", "limits"]) Fields.fillTable(table(name), []);
    for (const where of section.querySelectorAll("caption .at")) where.textContent = "";
  }

  const explorer = Fields.group(section, fields, changed);

  function choose(values) {
    for (const name of ["phi", "label"]) {
      const wanted =
        name in values && section.querySelector(`input[name="${name}"][value="${CSS.escape(values[name])}"]`);
      if (wanted) wanted.checked = true;
    }
    explorer.set(values);
  }

  for (const radio of section.querySelectorAll("input[type=radio]")) radio.addEventListener("change", explorer.update);
  choose(Object.fromEntries(new URLSearchParams(window.location.search)));
  Fields.presetButtons(section, choose);
  Fields.copyButton(section.querySelector(".copy"), [table("sample"), table("limits")], section.querySelector(".told"));
  SharpcheckPlot.onNewWidth(section, drawAll);
})();
