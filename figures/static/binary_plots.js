/* The plots of the binary model's explorer. */
"use strict";

const SharpcheckBinaryPlots = (() => {
  const M = SharpcheckBinaryModel;
  const Plot = SharpcheckPlot;
  const POINTS = 240;
  const RELATION_POINTS = 60;
  const WEIGHT_POINTS = 60;

  const LOOK = { ST: "look-st", AT: "look-at", SAM: "look-sam" };
  const SYMBOL = { ST: "circle", AT: "diamond", SAM: "square" };
  const NAME = { ST: "ST, w*", AT: "AT, ε", SAM: "SAM, ρ" };

  const { range } = Plot;
  const powers = (low, high, count) => range(Math.log10(low), Math.log10(high), count).map((x) => 10 ** x);
  const finite = (values) => values.filter(Number.isFinite);
  const number = (value) => SharpcheckFields.shown(value, 4);

  /** min and max of an axis around the values, with a margin. */
  function around(values, margin = 0.06) {
    const known = finite(values);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const room = margin * (high - low) || Math.max(Math.abs(high), 1) * 1e-3;
    return { min: low - room, max: high + room };
  }

  function drawAccuracy(at) {
    const { p, eta, d, eps, rho, weights, ends } = at;
    const root = Math.sqrt(d);
    const inner = Math.max(ends[1], weights.ST + 1.5 * root);
    const AT = weights.AT <= 3 * inner ? weights.AT : -Infinity; // farther than that it is named, not shown
    const x = around([Math.min(ends[0], weights.ST - 1.5 * root, 0), Math.max(inner, AT)]);
    const w = range(x.min, x.max, POINTS);
    const natural = w.map((v) => [v, M.accuracy(p, eta, d, v)]);
    const robust = Number.isNaN(eps) ? [] : w.map((v) => [v, M.robustAccuracy(p, eta, d, v, eps)]);
    const heights = [...natural, ...robust].map(([, a]) => a);
    const known = Object.entries(weights).filter(([, v]) => Number.isFinite(v));
    const far = known.filter(([, v]) => v > x.max).map(([name, v]) => `${name} at ${number(v)} is off to the right`);
    return {
      title: "Natural and robust accuracy along the weight w",
      description: [
        `${known.map(([name, v]) => `${name} chooses ${number(v)}`).join(", ")}.`,
        `The bar runs from ${number(ends[0])} to ${number(ends[1])},`,
        `SAM's ends of equal accuracy ${number(at.endAccuracies[0])}.`,
      ],
      x: { label: `weight w of the robust feature${far.length ? ` (${far.join(", ")})` : ""}`, ...x },
      y: { label: "accuracy", ...around(heights) },
      curves: [
        { name: "natural accuracy", look: "look-natural", points: natural },
        ...(robust.length && eps > 0
          ? [{ name: `robust accuracy, ε = ${number(eps)}`, look: "look-robust", points: robust }]
          : []),
      ],
      spans:
        rho > 0
          ? [{ name: "equal ends of SAM", look: LOOK.SAM, points: ends.map((v, i) => [v, at.endAccuracies[i]]) }]
          : [],
      rules: known.map(([name, v]) => ({ look: LOOK[name], x: v })),
      marks: known.flatMap(([name, v]) => {
        const mark = { name: NAME[name], look: LOOK[name], symbol: SYMBOL[name], x: v };
        const height = M.accuracy(p, eta, d, v);
        return name === "AT" && eps > 0
          ? [
              { ...mark, y: height },
              { ...mark, y: M.robustAccuracy(p, eta, d, v, eps) },
            ]
          : [{ ...mark, y: height }];
      }),
    };
  }

  function drawWeight(at) {
    const { p, eta, d, eps, rho, weights } = at;
    const known = finite([rho, eps]);
    const reach = Math.max(...known.map((r) => 1.6 * r), 0.5 * Math.sqrt(d));
    const radii = range(0, reach, WEIGHT_POINTS);
    const forms = [
      ["SAM, exact", LOOK.SAM, M.samWeight],
      ["SAM, corrected", "look-corrected", M.correctedSamWeight],
      ["SAM, as quoted", "look-printed", M.printedSamWeight],
    ];
    const within = radii.filter((r) => r <= M.largestRho(d));
    const curves = forms.map(([name, look, form]) => ({
      name,
      look,
      points: within.map((r) => [r, form(p, eta, d, r)]),
    }));
    const attack = range(0, Math.min(reach, eta * 0.999), POINTS).map((r) => [r, M.adversarialWeight(p, eta, d, r)]);
    const exact = curves[0].points.map(([, w]) => w);
    const top = Math.max(exact[exact.length - 1], Math.min(weights.AT || 0, 4 * weights.ST));
    const marks = [{ name: NAME.SAM, look: LOOK.SAM, symbol: SYMBOL.SAM, x: rho, y: weights.SAM }];
    if (Number.isFinite(weights.AT))
      marks.push({ name: NAME.AT, look: LOOK.AT, symbol: SYMBOL.AT, x: eps, y: weights.AT });
    return {
      title: "Optimal weight against the radius",
      description: [
        `SAM at ρ = ${number(rho)}: exact ${number(weights.SAM)},`,
        `corrected ${number(M.correctedSamWeight(p, eta, d, rho))},`,
        `as quoted ${number(M.printedSamWeight(p, eta, d, rho))}.`,
        `AT's weight grows without bound as ε nears η = ${number(eta)}.`,
      ],
      x: { label: "radius, ρ of SAM or ε of AT", min: 0, max: reach },
      y: {
        label: "optimal weight w",
        min: 0.9 * weights.ST,
        max: weights.ST + 1.35 * Math.max(top - weights.ST, 0.1 * weights.ST),
      },
      curves: [
        ...curves,
        { name: "AT", look: LOOK.AT, points: attack },
        {
          name: "ST",
          look: LOOK.ST,
          points: [
            [0, weights.ST],
            [reach, weights.ST],
          ],
        },
      ],
      marks,
    };
  }

  function drawRelation(at) {
    const { p, eta, d, eps, rho } = at;
    const high = M.largestRho(d);
    const low = Math.min(high / 1000, rho > 0 ? rho / 2 : Infinity);
    const radii = powers(low, high, RELATION_POINTS).map((r) => Math.min(r, high));
    const forms = [
      ["exact", LOOK.SAM, M.matchingEps],
      ["corrected", "look-corrected", M.correctedMatchingEps],
      ["as quoted", "look-printed", M.printedMatchingEps],
    ];
    const curves = forms.map(([name, look, form]) => ({
      name,
      look,
      points: radii.map((r) => [r, form(p, eta, d, r)]),
    }));
    const marks = [];
    if (rho > 0) marks.push({ name: "this ρ", look: LOOK.SAM, symbol: SYMBOL.SAM, x: rho, y: at.matchingEps });
    if (eps > 0 && at.matchingRho > 0)
      marks.push({ name: "this ε", look: LOOK.AT, symbol: SYMBOL.AT, x: at.matchingRho, y: eps });
    const lowest = Math.min(...finite(curves[0].points.map(([, e]) => e)));
    return {
      title: "Radius of AT that gives SAM's weight",
      description: [
        `SAM at ρ = ${number(rho)} has the weight of AT at ε = ${number(at.matchingEps)};`,
        `the corrected formula gives ${number(M.correctedMatchingEps(p, eta, d, rho))},`,
        `the printed one ${number(M.printedMatchingEps(p, eta, d, rho))}. All stay below η = ${number(eta)}.`,
      ],
      x: { label: "ρ of SAM", min: low, max: high, log: true },
      y: { label: "ε of AT", min: Math.max(lowest / 2, 1e-12), max: 3 * eta, log: true },
      curves: [
        ...curves,
        {
          name: "ε = ρ",
          look: "look-guide",
          points: [
            [low, low],
            [high, high],
          ],
        },
        {
          name: "ε = η",
          look: "look-limit",
          points: [
            [low, eta],
            [high, eta],
          ],
        },
      ],
      marks,
    };
  }

  function drawFrontier(at) {
    const { p, eta, d, eps, rho, weights } = at;
    const place = (w) => [M.accuracy(p, eta, d, w), M.robustAccuracy(p, eta, d, w, eps)];
    const root = Math.sqrt(d);
    const last = Math.min(Math.max(weights.AT, weights.SAM), weights.ST + 40 * root);
    const room = Math.max(last - weights.ST, 0.2 * root);
    const frontier = range(weights.ST, Math.min(weights.AT, last), POINTS).map(place);
    const whole = range(weights.ST - 0.4 * room, last + 0.6 * room, POINTS).map(place);
    const points = Object.entries(weights).map(([name, w]) => [name, place(w)]);
    return {
      title: "Natural against robust accuracy along w",
      description: [
        `${points.map(([name, [n, r]]) => `${name}: natural ${number(n)}, robust ${number(r)}`).join("; ")}.`,
        "ST, AT and SAM lie on one curve, traced by w.",
      ],
      x: { label: "natural accuracy", ...around(whole.map(([n]) => n)) },
      y: { label: `robust accuracy, ε = ${number(eps)}`, ...around(whole.map(([, r]) => r)) },
      curves: [
        { name: "all weights w", look: "look-guide", points: whole },
        { name: "frontier: from ST to AT", look: "look-natural", points: frontier },
      ],
      marks: points.map(([name, [x, y]]) => ({
        name: name === "SAM" ? `SAM, ρ = ${number(rho)}` : NAME[name],
        look: LOOK[name],
        symbol: SYMBOL[name],
        x,
        y,
      })),
    };
  }

  function drawSign(at) {
    const [x, y] = [
      { min: 0.02, max: 1000, log: true },
      { min: 0.003, max: 10, log: true },
    ];
    const line = [
      [x.min, x.min],
      [y.max, y.max],
    ];
    return {
      title: "Where SAM on all weights lowers the robust weight",
      description: [
        "For small ρ it lowers the weight where ln(p/(1−p)) < 2√2 η√d, the region below the diagonal.",
        `Here ln(p/(1−p)) = ${number(at.logOdds)} against ${number(at.threshold)}.`,
        `At ρ = ${number(at.rho)} it ${at.effect}.`,
      ],
      x: { label: "2√2 η√d", ...x },
      y: { label: "ln(p/(1−p))", ...y },
      areas: [
        { name: "small ρ: raises w", look: "look-raised", points: [[x.min, y.max], ...line] },
        {
          name: "small ρ: lowers w",
          look: "look-lowered",
          points: [[x.min, y.min], ...line, [x.max, y.max], [x.max, y.min]],
        },
      ],
      curves: [{ name: "ln(p/(1−p)) = 2√2 η√d", look: "look-natural", points: line }],
      marks: [
        {
          name: `here, ρ = ${number(at.rho)}: ${at.effect}`,
          look: LOOK.SAM,
          symbol: at.effect === "lowers w" ? "triangle-down" : "triangle",
          x: at.threshold,
          y: at.logOdds,
        },
      ],
    };
  }

  const container = (section, name) => section.querySelector(`[data-plot="${name}"]`);

  /** Draw every plot; what rests on eps is left out, in words, where eps is not valid. */
  function draw(section, at) {
    const drawn = { accuracy: drawAccuracy, weight: drawWeight, relation: drawRelation, sign: drawSign };
    for (const [name, spec] of Object.entries(drawn))
      Plot.draw(container(section, name), { id: `binary-${name}`, ...spec(at) });
    if (Number.isNaN(at.eps)) Plot.clear(container(section, "frontier"), "Not drawn: ε above is not valid for AT.");
    else Plot.draw(container(section, "frontier"), { id: "binary-frontier", ...drawFrontier(at) });
  }

  function clear(section, words) {
    for (const place of section.querySelectorAll("[data-plot]")) Plot.clear(place, words);
  }

  return { clear, draw };
})();
