/*
 * The binary model of Wei et al. (2023), section 4.1: accuracies, the optimal weights of standard training (ST),
 * adversarial training (AT) and SAM on the robust weight, and the eps-rho relation.
 *
 * Numbers in, numbers out.  NaN for parameters outside DOMAIN, never an extrapolated value.
 */
"use strict";

const SharpcheckBinaryModel = (() => {
  const { cdf, logIntegral } = SharpcheckNormal;

  const DOMAIN = { p: [0.501, 0.999], eta: [0.01, 3], d: [1, 10000], scaledRho: 10 };
  const SLACK = 1 + 1e-6; // the bounds of a root are sharp in limits

  /** Whether p, eta and d are in the domain; false for NaN. */
  function holds(p, eta, d) {
    return [
      [p, DOMAIN.p],
      [eta, DOMAIN.eta],
      [d, DOMAIN.d],
    ].every(([x, [low, high]]) => low <= x && x <= high);
  }

  const isRadius = (x) => x >= 0 && x < Infinity;

  /** The largest rho for d features, 10 sqrt(d). */
  const largestRho = (d) => DOMAIN.scaledRho * Math.sqrt(d);

  /** Whether all parameters of SAM are in the domain. */
  const holdsSam = (p, eta, d, rho) => holds(p, eta, d) && isRadius(rho) && rho <= largestRho(d);

  /** ln(p/(1-p)), without cancellation near p = 1/2. */
  const logOdds = (p) => 2 * Math.atanh(2 * p - 1);

  /** kappa = eta sqrt(d) and t = w*\/sqrt(d), the model in units of sqrt(d). */
  function scaled(p, eta, d) {
    const kappa = eta * Math.sqrt(d);
    return { kappa, t: logOdds(p) / (2 * kappa) };
  }

  /** Accuracy of the weight w under the worst l_inf attack by eps on the non-robust features (eqs. 14 and 17). */
  function robustAccuracy(p, eta, d, w, eps) {
    if (!holds(p, eta, d) || !isRadius(eps)) return NaN;
    const root = Math.sqrt(d);
    const mean = (eta - eps) * root;
    return p * cdf(mean + w / root) + (1 - p) * cdf(mean - w / root);
  }

  const accuracy = (p, eta, d, w) => robustAccuracy(p, eta, d, w, 0);

  /** w* = ln(p/(1-p))/(2 eta) (Theorem 4.1). */
  const standardWeight = (p, eta, d) => (holds(p, eta, d) ? logOdds(p) / (2 * eta) : NaN);

  /** ln(p/(1-p))/(2 (eta - eps)) (Theorem 4.2); from eps = eta on there is no finite optimum: Infinity. */
  function adversarialWeight(p, eta, d, eps) {
    if (!holds(p, eta, d) || !isRadius(eps)) return NaN;
    return eps < eta ? logOdds(p) / (2 * (eta - eps)) : Infinity;
  }

  /** Theorem 4.2 as printed, for every eps: beyond eta it gives the weight with the lowest robust accuracy. */
  function printedAdversarialWeight(p, eta, d, eps) {
    return holds(p, eta, d) && isRadius(eps) && eps !== eta ? logOdds(p) / (2 * (eta - eps)) : NaN;
  }

  /** w_SAM - w*, the exact minimax solution for rho on the robust weight (Theorem 4.3). */
  function samShift(p, eta, d, rho) {
    if (!holdsSam(p, eta, d, rho)) return NaN;
    if (rho === 0) return 0;
    const { kappa, t } = scaled(p, eta, d);
    return Math.sqrt(d) * scaledShift(kappa, t, rho / Math.sqrt(d));
  }

  const samWeight = (p, eta, d, rho) => standardWeight(p, eta, d) + samShift(p, eta, d, rho);

  /** Theorem 4.4 with the constant of the expansion: w* (1 + rho^2/(3 d)). */
  function correctedSamWeight(p, eta, d, rho) {
    return holdsSam(p, eta, d, rho) ? standardWeight(p, eta, d) * (1 + (rho * rho) / (3 * d)) : NaN;
  }

  /** Theorem 4.4 as quoted: w* (1 + 2 rho^2/3). */
  function printedSamWeight(p, eta, d, rho) {
    return holdsSam(p, eta, d, rho) ? standardWeight(p, eta, d) * (1 + (2 * rho * rho) / 3) : NaN;
  }

  /** The eps whose AT gives SAM's weight: eta (w_SAM - w*)/w_SAM. */
  function matchingEps(p, eta, d, rho) {
    const shift = samShift(p, eta, d, rho);
    return eta * (shift / (standardWeight(p, eta, d) + shift));
  }

  /** Theorem 4.5 corrected, 1 + 3 d/rho^2 = eta/eps. */
  function correctedMatchingEps(p, eta, d, rho) {
    return holdsSam(p, eta, d, rho) ? (eta * rho * rho) / (rho * rho + 3 * d) : NaN;
  }

  /** Theorem 4.5 as quoted, 2 + 3/rho^2 = 2 eta/eps. */
  function printedMatchingEps(p, eta, d, rho) {
    return holdsSam(p, eta, d, rho) ? (2 * eta * rho * rho) / (2 * rho * rho + 3) : NaN;
  }

  /** The rho whose SAM gives AT's weight; NaN for eps >= eta and where it is beyond 10 sqrt(d). */
  function matchingRho(p, eta, d, eps) {
    if (!holds(p, eta, d) || !isRadius(eps) || eps >= eta) return NaN;
    if (eps === 0) return 0;
    const { kappa, t } = scaled(p, eta, d);
    const share = eps / eta; // h/(t + h)
    const h = t * (eps / (eta - eps));
    const low = Math.max(h, kappa * share, Math.sqrt(3 * share)) / SLACK; // eps < rho/d and eps < eta rho^2/(3 d)
    const e = low < DOMAIN.scaledRho ? SharpcheckRoot.find((x) => -excess(kappa, t, h, x), low, DOMAIN.scaledRho) : NaN;
    return e * Math.sqrt(d);
  }

  /** h = (w_SAM - w*)/sqrt(d) at e = rho/sqrt(d) > 0. */
  function scaledShift(kappa, t, e) {
    const largest = kappa > e ? Math.min(e, (t * e) / (kappa - e)) : e;
    return SharpcheckRoot.find((h) => excess(kappa, t, h, e), 0, largest * SLACK);
  }

  /**
   * Increasing in h, falling in e and zero at the equal ends acc(w - rho) = acc(w + rho) (eq. 25), w = t + h.
   *
   * With G(x) = int_0^e exp(-u^2/2) cosh(x u) du and P(x) the mass of N(x, 1) on [-e, e] the condition reads
   * 2 kappa h = ln G(kappa + w) - ln G(kappa - w) and also 2 kappa t = ln P(kappa - w) - ln P(kappa + w).  The first
   * keeps its digits for h <= t, the second for h >= t; both are ln(1 + a quotient of integrals of positive functions).
   */
  function excess(kappa, t, h, e) {
    const w = t + h;
    const [sum, difference, twice] = [kappa + w, Math.abs(kappa - w), 2 * Math.min(kappa, w)];
    if (h <= t) {
      const gap = logIntegral(sum, 0, e, (u) => Math.expm1(-2 * kappa * u) * Math.expm1(-2 * w * u));
      const rest = logIntegral(difference, 0, e, (u) => 1 + Math.exp(-2 * difference * u));
      const step = gap.peak - rest.peak;
      const exponent = twice * rest.peak + step * (sum - 0.5 * (gap.peak + rest.peak));
      return 2 * kappa * h - softplus(exponent + gap.log - rest.log);
    }
    const between = logIntegral(e, difference, sum, (v) => -Math.expm1(-2 * e * v));
    const far = logIntegral(sum, 0, e, (u) => 1 + Math.exp(-2 * sum * u));
    const exponent = 0.5 * ((sum - far.peak) ** 2 - (between.peak - e) ** 2);
    return softplus(exponent + between.log - far.log) - 2 * kappa * t;
  }

  /** ln(1 + exp(x)). */
  const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

  return {
    DOMAIN,
    accuracy,
    adversarialWeight,
    correctedMatchingEps,
    correctedSamWeight,
    holds,
    holdsSam,
    largestRho,
    logOdds,
    matchingEps,
    matchingRho,
    printedAdversarialWeight,
    printedMatchingEps,
    printedSamWeight,
    robustAccuracy,
    samShift,
    samWeight,
    scaled,
    scaledShift,
    standardWeight,
  };
})();
