/* The plots of the surrogates' explorer. */
"use strict";

const SharpcheckSurrogatePlots = (() => {
  const S = SharpcheckSurrogates;
  const Plot = SharpcheckPlot;
  const NAME = { tanh: "tanh", log: "−log" };
  const POINTS = 240;

  const range = (low, high) => Plot.range(low, high, POINTS);
  const show = (value) => SharpcheckFields.shown(value, 5);
  const step = (low, high) => [
    [low, 0],
    [0, 0],
    [0, 1],
    [high, 1],
  ];

  function drawPhi(at) {
    const reach = Math.min(Math.max(10, 1.15 * Math.max(...at.scores.map(Math.abs))), 60);
    const heights = at.scores.map((F) => S.phi(at.surrogate, F));
    const low = Math.max(Math.min(-1.1, ...heights.map((v) => 1.08 * v)), -20);
    const seen = new Map(at.scores.map((F, j) => [F, j]));
    return {
      title: "The surrogate phi below the step",
      description: [
        `φ is ${NAME[at.surrogate.kind]}; the margins of this sample are`,
        `${at.groups.map(([j, name]) => `${name} ${show(at.scores[j])}`).join(", ")}.`,
      ],
      x: { label: "margin F", min: -reach, max: reach },
      y: { label: "φ(F)", min: low, max: 1.2 },
      curves: [
        { name: "step, 1 where F > 0", look: "look-st", points: step(-reach, reach) },
        {
          name: `φ, ${NAME[at.surrogate.kind]}`,
          look: "look-bound",
          points: range(-reach, reach).map((x) => [x, S.phi(at.surrogate, x)]),
        },
      ],
      marks: [...seen].map(([F, j]) => ({
        name: j === at.label || F === 0 ? "true class, F = 0" : "wrong classes",
        look: F === 0 ? "look-st" : "look-at",
        symbol: F === 0 ? "circle" : "diamond",
        x: F,
        y: S.phi(at.surrogate, F),
      })),
    };
  }

  function drawBound(at) {
    const { surrogate, limits, label, logits, leader, scores } = at;
    const moving = at.each ? [leader] : scores.map((F, j) => j).filter((j) => j !== label && scores[j] === at.lead);
    const [low, high] = [Math.min(-12, at.lead - 4), Math.max(30, at.lead + 4)];
    const bound = (F) =>
      S.lowerBound(
        logits.map((z, j) => (moving.includes(j) ? logits[label] + F : z)),
        label,
        surrogate,
      );
    const points = range(low, high).map((F) => [F, bound(F)]);
    const values = [0, 1, limits.infimum, limits.supremum];
    return {
      title: "BiSAM's lower bound as the leading wrong class moves",
      description: [
        `At the present margin ${show(at.lead)} the 0-1 loss is ${at.loss} and the bound ${show(at.bound)}.`,
        `The bound lies between ${show(limits.infimum)} and ${show(limits.supremum)}.`,
      ],
      x: {
        label: `margin of the leading wrong class${moving.length > 1 ? `es (${moving.length})` : ""}`,
        min: low,
        max: high,
      },
      y: { label: "loss and bound", min: Math.min(...values) - 0.1, max: 1.15 },
      curves: [
        { name: "0-1 loss", look: "look-st", points: at.each ? others(at, moving, low, high) : step(low, high) },
        { name: "BiSAM's bound", look: "look-bound", points },
        {
          name: "0: informative above",
          look: "look-guide",
          points: [
            [low, 0],
            [high, 0],
          ],
        },
      ],
      marks: [{ name: "this sample", look: "look-at", symbol: "diamond", x: at.lead, y: at.bound }],
    };
  }

  /** The 0-1 loss over the moving margin: 1 throughout where another class wins already. */
  function others(at, moving, low, high) {
    const wins = at.scores.some((F, j) => j !== at.label && !moving.includes(j) && F > 0);
    return wins
      ? [
          [low, 1],
          [high, 1],
        ]
      : step(low, high);
  }

  function drawAscent(at) {
    const [bound, entropy] = at.directions;
    const bars = at.groups.flatMap(([j], i) => [
      { name: "BiSAM's bound", look: "look-bound", at: i - 0.18, width: 0.32, value: bound[j] },
      { name: "cross-entropy (SAM)", look: "look-entropy", at: i + 0.18, width: 0.32, value: entropy[j] },
    ]);
    return {
      title: "Ascent directions of BiSAM and of cross-entropy",
      description: [
        "By class, BiSAM then cross-entropy:",
        `${at.groups.map(([j, name]) => `${name} ${show(bound[j])} and ${show(entropy[j])}`).join("; ")}.`,
        `Cosine ${show(1 - at.gap)}.`,
      ],
      x: {
        label: "class",
        min: -0.6,
        max: at.groups.length - 0.4,
        ticks: at.groups.map(([j, name], i) => [i, j === at.label && at.each ? `${name} true` : name]),
      },
      y: { label: "entry of the direction", min: -1.05, max: 1.05 },
      curves: [
        {
          look: "look-guide",
          points: [
            [-0.6, 0],
            [at.groups.length - 0.4, 0],
          ],
        },
      ],
      bars,
    };
  }

  const container = (section, name) => section.querySelector(`[data-plot="${name}"]`);

  function draw(section, at) {
    Plot.draw(container(section, "phi"), { id: "surrogate-phi", ...drawPhi(at) });
    Plot.draw(container(section, "bound"), { id: "surrogate-bound", ...drawBound(at) });
    const ascent = container(section, "ascent");
    if (Number.isNaN(at.gap)) Plot.clear(ascent, "Not drawn: a gradient is zero in double precision.");
    else Plot.draw(ascent, { id: "surrogate-ascent", ...drawAscent(at) });
  }

  function clear(section, words) {
    for (const place of section.querySelectorAll("[data-plot]")) Plot.clear(place, words);
  }

  return { NAME, clear, draw };
})();
