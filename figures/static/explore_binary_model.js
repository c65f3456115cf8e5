/* The explorer of the binary model: fields to numbers, plots and words. */
"use strict";

(() => {
  const M = SharpcheckBinaryModel;
  const Full = SharpcheckFullWeights;
  const Fields = SharpcheckFields;
  const Plots = SharpcheckBinaryPlots;
  const section = document.getElementById("explore-binary-model");
  if (!section) return;

  const part = (name) => section.querySelector(`[data-part="${name}"]`);
  const table = (name) => section.querySelector(`[data-table="${name}"]`);
  const show = Fields.shown;
  const ROUNDING = 1e-12; // of the logarithms whose difference tells the sign
  const [P, ETA, D] = [M.DOMAIN.p, M.DOMAIN.eta, M.DOMAIN.d];
  const between = (name, value, [low, high]) =>
    value >= low && value <= high ? "" : `${name} must be from ${low} to ${high} here, got ${show(value)}.`;

  const fields = {
    p: {
      steps: () => Fields.linear(0.505, 0.995, 98),
      check: (p) => (p <= 0.5 || p >= 1 ? `p must be above 1/2 and below 1, got ${show(p)}.` : between("p", p, P)),
    },
    eta: { steps: () => Fields.geometric(...ETA, 150), check: (eta) => between("η", eta, ETA) },
    d: {
      steps: () =>
        Fields.geometric(...D, 120)
          .map(Math.round)
          .filter((n, i, all) => n !== all[i - 1]),
      check: (d) => between("d", d, D) || (Number.isInteger(d) ? "" : `d must be a whole number, got ${show(d)}.`),
    },
    eps: {
      steps: ({ eta }) => Fields.linear(0, 1.2 * (eta > 0 ? eta : 1), 120),
      check: (eps, { p, eta }) => {
        if (eps < 0) return `ε must be 0 or more, got ${show(eps)}.`;
        // A bad η has its own message; from a bad p there is no formula's value to tell.
        if (!(eps >= eta) || between("η", eta, ETA)) return "";
        const formula = show(M.printedAdversarialWeight(p, eta, 1, eps), 4);
        return [
          `ε must be below η = ${show(eta)}: from there on AT has no finite optimum, robust accuracy tends to p`,
          eps > eta && !between("p", p, P)
            ? ` as w grows. The formula of Theorem 4.2 would give w = ${formula}, the worst weight.`
            : " as w grows.",
        ].join("");
      },
    },
    rho: {
      steps: ({ d }) => {
        const largest = M.largestRho(d >= 1 ? d : 1);
        return [0, ...Fields.geometric(largest / 1000, largest, 120)];
      },
      check: (rho, { d }) => {
        if (rho < 0) return `ρ must be 0 or more, got ${show(rho)}.`;
        return !between("d", d, D) && rho > M.largestRho(d)
          ? `ρ must be at most 10√d = ${show(M.largestRho(d), 4)} here, got ${show(rho)}.`
          : "";
      },
    },
  };

  /** All that is shown, as numbers; what rests on eps is NaN where eps is not valid. */
  function solve({ p, eta, d, eps, rho }) {
    const shift = M.samShift(p, eta, d, rho);
    const weights = {
      ST: M.standardWeight(p, eta, d),
      AT: M.adversarialWeight(p, eta, d, eps),
      SAM: M.samWeight(p, eta, d, rho),
    };
    const ends = [weights.SAM - rho, weights.SAM + rho];
    const allShift = Full.shift(p, eta, d, rho);
    return {
      p,
      eta,
      d,
      eps,
      rho,
      shift,
      weights,
      ends,
      allShift,
      effect: effectOf(Full.excess(p, eta, d, rho), rho, d),
      endAccuracies: ends.map((w) => M.accuracy(p, eta, d, w)),
      matchingEps: M.matchingEps(p, eta, d, rho),
      matchingRho: M.matchingRho(p, eta, d, eps),
      logOdds: M.logOdds(p),
      threshold: Full.threshold(p, eta, d),
    };
  }

  /** What SAM on all weights does to the robust weight at this radius. */
  function effectOf(tilt, rho, d) {
    if (rho >= Math.sqrt(d)) return "drives w to infinity";
    if (rho === 0 || Math.abs(tilt) <= ROUNDING) return "keeps w";
    return tilt > 0 ? "lowers w" : "raises w";
  }

  function paragraph(...pieces) {
    const made = document.createElement("p");
    for (const piece of pieces) {
      if (Array.isArray(piece)) made.append(Object.assign(document.createElement("strong"), { textContent: piece[0] }));
      else made.append(piece);
    }
    return made;
  }

  /** What AT at this eps amounts to, or nothing to say. */
  function attackInWords({ eps, matchingRho }) {
    if (!(eps > 0)) return "";
    if (Number.isNaN(matchingRho)) return `AT with ε = ${show(eps, 4)} is like SAM with a ρ beyond 10√d.`;
    return `AT with ε = ${show(eps, 4)} is like SAM with ρ = ${show(matchingRho, 4)}.`;
  }

  /** Two numbers with as many digits as they need to differ. */
  function apart(first, second) {
    for (let digits = 5; digits < 16; digits += 1) {
      const told = [show(first, digits), show(second, digits)];
      if (told[0] !== told[1]) return told;
    }
    return [show(first, 5), `${show(second, 5)} and less than rounding more`];
  }

  const percent = (change, whole) => `${change < 0 ? "−" : "+"}${show(Math.abs((100 * change) / whole), 3)} %`;

  function sayVerdict(at) {
    const { weights, shift, rho, allShift } = at;
    const grown = ` (${percent(shift, weights.ST)}), as AT does with ε = ${show(at.matchingEps, 4)}. `;
    const one = paragraph(
      ["SAM on the robust weight"],
      rho > 0
        ? ` (Theorem 4.3): w rises from ${apart(weights.ST, weights.SAM).join(" to ")}`
        : " with ρ = 0 is ST. ",
      rho > 0 ? grown : "",
      attackInWords(at),
    );
    const effect = {
      "drives w to infinity":
        "sends it to infinity: from ρ = √d on the ball holds the classifier without non-robust weights",
      "keeps w": rho > 0 ? "leaves it where it is, to within rounding" : "leaves it where it is",
      "lowers w": `lowers it (${percent(allShift, weights.ST)})`,
      "raises w": `raises it (${percent(allShift, weights.ST)})`,
    };
    const below = at.logOdds < at.threshold;
    const all = paragraph(
      ["SAM on all weights"],
      ", exact at this ρ: it ",
      [effect[at.effect]],
      ". For small ρ it ",
      [below ? "lowers it" : "raises it"],
      `, because ln(p/(1−p)) = ${show(at.logOdds, 4)} is ${below ? "below" : "not below"} `,
      `2√2 η√d = ${show(at.threshold, 4)}.`,
    );
    part("verdict").replaceChildren(one, all);
  }

  function fillTables(at) {
    const { p, eta, d, eps, rho, weights, shift } = at;
    const none = "–";
    const corrected = M.correctedSamWeight(p, eta, d, rho);
    const printed = M.printedSamWeight(p, eta, d, rho);
    Fields.fillTable(table("weights"), [
      ["w* of ST (Theorem 4.1)", weights.ST, none, weights.ST],
      ["w_AT(ε) (Theorem 4.2)", weights.AT, none, weights.AT],
      ["w_SAM(ρ) (Theorem 4.4)", weights.SAM, corrected, printed],
      ["w_SAM − w*", shift, (weights.ST * rho * rho) / (3 * d), (2 * weights.ST * rho * rho) / 3],
      ["equal ends: w_SAM − ρ", at.ends[0], none, none],
      ["equal ends: w_SAM + ρ", at.ends[1], none, none],
      [
        "ε with w_AT(ε) = w_SAM(ρ) (Theorem 4.5)",
        at.matchingEps,
        M.correctedMatchingEps(p, eta, d, rho),
        M.printedMatchingEps(p, eta, d, rho),
      ],
      [
        "ρ with w_SAM(ρ) = w_AT(ε)",
        Number.isNaN(at.matchingRho) && !Number.isNaN(eps) ? "beyond 10√d" : at.matchingRho,
        none,
        none,
      ],
      ["SAM on all weights: w − w*", at.allShift, weights.ST * Full.leadingCoefficient(p, eta, d) * rho * rho, none],
      ["small ρ: ln(p/(1−p))", at.logOdds, none, none],
      ["small ρ lowers w where that is below 2√2 η√d", at.threshold, none, none],
    ]);
    const worst = (w) =>
      Number.isFinite(w) ? Math.min(M.accuracy(p, eta, d, w - rho), M.accuracy(p, eta, d, w + rho)) : NaN;
    Fields.fillTable(
      table("accuracies"),
      Object.entries(weights).map(([name, w]) => [
        name,
        w,
        M.accuracy(p, eta, d, w),
        M.robustAccuracy(p, eta, d, w, eps),
        worst(w),
      ]),
    );
    const eps_ = Number.isNaN(eps) ? "" : `, ε = ${show(eps)}`;
    for (const place of section.querySelectorAll("caption .at")) {
      place.textContent = ` at p = ${show(p)}, η = ${show(eta)}, d = ${show(d)}${eps_}, ρ = ${show(rho)}`;
    }
  }

  let current = null;

  function changed(values, bad) {
    const wrong = [...bad].filter((name) => name !== "eps");
    Fields.setLink(section.querySelector(".here"), explorer.texts());
    section.classList.toggle("stale", wrong.length > 0);
    if (wrong.length) {
      current = null;
      const words = "Nothing is drawn: a value above is not valid.";
      part("verdict").replaceChildren(paragraph(words));
      Plots.clear(section, words);
      for (const name of ["weights", "accuracies"]) Fields.fillTable(table(name), []);
      for (const place of section.querySelectorAll("caption .at")) place.textContent = "";
      return;
    }
    current = solve({ ...values, eps: bad.has("eps") ? NaN : values.eps });
    sayVerdict(current);
    fillTables(current);
    Plots.draw(section, current);
  }

  const explorer = Fields.group(section, fields, changed);
  explorer.update();
  Fields.presetButtons(section, explorer.set);
  Fields.copyButton(
    section.querySelector(".copy"),
    [table("weights"), table("accuracies")],
    section.querySelector(".told"),
  );
  SharpcheckPlot.onNewWidth(section, () => current && Plots.draw(section, current));
})();
