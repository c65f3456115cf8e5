/*
 * The 0-1 loss of one sample, BiSAM's lower bound of it (Xie et al. 2024, Lemma 3.1) and the ascent directions.
 *
 * logits: K numbers; label: index of the true class; a surrogate is { kind: "tanh" | "log", alpha, mu }.  Margins are
 * F_j = z_j - z_label.  NaN (gradients: NaN throughout) for parameters outside DOMAIN.
 */
"use strict";

const SharpcheckSurrogates = (() => {
  const DOMAIN = { K: [2, 1000], alpha: [1e-3, 100], mu: [1e-3, 1000], logit: [-1000, 1000] };
  const GAMMA = Math.log(Math.E - 1); // makes phi_log(0) = 0 (eq. 15)

  const within = (x, [low, high]) => low <= x && x <= high;

  function holdsSurrogate({ kind, alpha, mu }) {
    return within(mu, DOMAIN.mu) && (kind === "log" || (kind === "tanh" && within(alpha, DOMAIN.alpha)));
  }

  const holdsClasses = (K) => Number.isInteger(K) && within(K, DOMAIN.K);

  function holds(logits, label, surrogate) {
    const sample = holdsClasses(logits.length) && logits.every((z) => within(z, DOMAIN.logit));
    return sample && Number.isInteger(label) && label in logits && holdsSurrogate(surrogate);
  }

  /** tanh(alpha x) (eq. 14) or 1 - log(1 + exp(gamma - x)) (eq. 15), written so that nothing cancels near 0. */
  function phi({ kind, alpha }, x) {
    if (kind === "tanh") return Math.tanh(alpha * x);
    if (x > -1) return -Math.log1p(-Math.expm1(-1) * Math.expm1(-x));
    return 1 - GAMMA + x - Math.log1p(Math.exp(x - GAMMA));
  }

  /** The slope of phi: alpha sech^2(alpha x) or sigmoid(gamma - x). */
  function slope({ kind, alpha }, x) {
    if (kind === "tanh") {
      const decay = Math.exp(-2 * alpha * Math.abs(x));
      return (4 * alpha * decay) / (1 + decay) ** 2;
    }
    const decay = Math.exp(-Math.abs(x - GAMMA));
    return (x > GAMMA ? decay : 1) / (1 + decay);
  }

  const margins = (logits, label) => logits.map((z) => z - logits[label]);

  /** 1 where another class beats the label strictly (eq. 9). */
  const zeroOneLoss = (logits, label) => (margins(logits, label).some((F) => F > 0) ? 1 : 0);

  /** Cross-entropy in nats; confident samples keep their digits. */
  function crossEntropy(logits, label) {
    const scores = margins(logits, label);
    const top = Math.max(...scores);
    const leader = scores.indexOf(top);
    const rest = scores.reduce((sum, F, j) => (j === leader ? sum : sum + Math.exp(F - top)), 0);
    return top + Math.log1p(rest);
  }

  /** (1/mu) log((1/K) sum_j exp(mu phi(F_j))), at most the 0-1 loss (Lemma 3.1). */
  function lowerBound(logits, label, surrogate) {
    if (!holds(logits, label, surrogate)) return NaN;
    const values = margins(logits, label).map((F) => phi(surrogate, F));
    const top = Math.max(...values);
    const mean = values.reduce((sum, v) => sum + Math.expm1(surrogate.mu * (v - top)), 0) / values.length;
    return top + Math.log1p(mean) / surrogate.mu;
  }

  /** Gradient of sum_j exp(mu phi(F_j)) in logarithms, over mu, in the logits: softmax(mu phi)_j phi'(F_j). */
  function gradient(scores, label, values, slopes) {
    const top = Math.max(...values);
    const powers = values.map((v) => Math.exp(v - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    const result = powers.map((power, j) => (j === label ? 0 : (power / total) * slopes[j]));
    result[label] = -result.reduce((sum, g) => sum + g, 0); // F_label = 0 is constant, but every F_j falls with z_label
    return result;
  }

  /** BiSAM's ascent direction before it is normalised: the gradient of the bound in the logits. */
  function boundGradient(logits, label, surrogate) {
    if (!holds(logits, label, surrogate)) return logits.map(() => NaN);
    const scores = margins(logits, label);
    const values = scores.map((F) => surrogate.mu * phi(surrogate, F));
    return gradient(
      scores,
      label,
      values,
      scores.map((F) => slope(surrogate, F)),
    );
  }

  /** The gradient of cross-entropy in the logits, softmax(z) - onehot(label). */
  function crossEntropyGradient(logits, label) {
    const scores = margins(logits, label);
    return gradient(
      scores,
      label,
      scores,
      scores.map(() => 1),
    );
  }

  /** The vector at length 1; NaN throughout for a vector that is zero. */
  function direction(vector) {
    const size = Math.hypot(...vector);
    return vector.map((v) => (size > 0 ? v / size : NaN));
  }

  /** 1 - cosine of two directions, without cancellation: half their squared distance. */
  function angleGap(first, second) {
    const [a, b] = [direction(first), direction(second)];
    return 0.5 * a.reduce((sum, v, j) => sum + (v - b[j]) ** 2, 0);
  }

  /** exp(mu phi(-oo)), the weight of a class far below the label. */
  const lowest = ({ kind, mu }) => (kind === "tanh" ? Math.exp(-mu) : 0);

  /**
   * What holds for every sample of K classes, from the term u_j = exp(mu phi(F_j)) of each class:
   * printedSlack: log(K)/mu; largestSlack: the supremum of the 0-1 loss less the bound; supremum and infimum of the
   * bound; oneWrong: its limit where one wrong class wins and the rest are far below; leastMu: above it oneWrong is
   * positive; wrongNeeded: how many winning classes, the rest far below, make the bound positive.
   */
  function limits(K, surrogate) {
    if (!holdsClasses(K) || !holdsSurrogate(surrogate)) return null;
    const { kind, mu } = surrogate;
    const q = lowest(surrogate);
    const bound = (wrong, winner) => Math.log((1 + wrong * winner + (K - 1 - wrong) * q) / K) / mu;
    // exp(mu) is taken out of the sum, so that it cannot overflow
    const winning = (wrong) => 1 + Math.log((wrong + Math.exp(-mu) * (1 + (K - 1 - wrong) * q)) / K) / mu;
    const needed = (K - 1) / (kind === "tanh" ? Math.exp(mu) + 1 : Math.exp(mu));
    return {
      printedSlack: Math.log(K) / mu,
      largestSlack: Math.max(1 - bound(1, 1), -bound(0, 1)), // a class that barely wins, or a confidently right sample
      supremum: winning(K - 1),
      infimum: bound(0, 1),
      oneWrong: winning(1),
      leastMu: Math.log(Math.max(kind === "tanh" ? K - 2 : K - 1, 1)),
      wrongNeeded: Math.floor(needed) + 1,
    };
  }

  return {
    DOMAIN,
    angleGap,
    boundGradient,
    crossEntropy,
    crossEntropyGradient,
    direction,
    limits,
    lowerBound,
    margins,
    phi,
    slope,
    zeroOneLoss,
  };
})();
