/* The normal distribution to nearly all digits of a double, and integrals against its density. */
"use strict";

const SharpcheckNormal = (() => {
  const STEP = 0.5; // of the trapezoidal rule: its error is of relative order exp(-(pi/STEP)^2) = 7e-18
  const TERMS = Array.from({ length: 13 }, (_, n) => [(STEP * n) ** 2, Math.exp(-((STEP * n) ** 2))]);
  const SERIES_UP_TO = 0.5;
  const NODES = gaussLegendre(64);
  const DROP = 40; // an integrand exp(-40) below its peak no longer counts

  /** exp(x^2) erfc(x) for x >= SERIES_UP_TO: the trapezoidal rule and the residue at the pole i x. */
  function scaledTail(x) {
    const square = x * x;
    let sum = 0.5 / square;
    for (let n = 1; n < TERMS.length; n += 1) sum += TERMS[n][1] / (square + TERMS[n][0]);
    const value = ((2 * STEP * x) / Math.PI) * sum;
    const growth = (2 * Math.PI * x) / STEP;
    return x < Math.PI / STEP ? value - (2 * Math.exp(square - growth)) / -Math.expm1(-growth) : value;
  }

  /** erf(x) for small x: exp(-x^2) times a series whose terms have one sign. */
  function erfSeries(x) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }

  /** exp(-x^2/2), the square split so that its rounding does not grow with x. */
  function bell(x) {
    const near = Math.round(x * 16) / 16;
    return Math.exp(-0.5 * near * near) * Math.exp(-0.5 * (x - near) * (x + near));
  }

  /** Phi(x), with a small relative error in the left tail too; NaN for NaN. */
  function cdf(x) {
    if (Number.isNaN(x)) return NaN;
    const z = Math.abs(x) * Math.SQRT1_2;
    if (z < SERIES_UP_TO) return 0.5 + 0.5 * erfSeries(x * Math.SQRT1_2);
    const tail = z === Infinity ? 0 : 0.5 * bell(x) * scaledTail(z);
    return x < 0 ? tail : 1 - tail;
  }

  /**
   * int_low^high exp(slope u - u^2/2) factor(u) du as { peak, log }: ln of it is slope peak - peak^2/2 + log.
   * 0 <= low <= high; factor is positive, smooth on the scale of the exponential and of moderate size.
   */
  function logIntegral(slope, low, high, factor) {
    const peak = Math.min(Math.max(slope, low), high);
    const away = Math.abs(slope - peak);
    const reach = (2 * DROP) / (Math.sqrt(away * away + 2 * DROP) + away);
    const start = Math.max(low, peak - reach);
    const half = 0.5 * (Math.min(high, peak + reach) - start);
    let sum = 0;
    for (const [node, weight] of NODES) {
      const u = start + half * (1 + node);
      const gap = u - peak;
      sum += weight * Math.exp(gap * (slope - peak - 0.5 * gap)) * factor(u);
    }
    return { peak, log: Math.log(half * sum) };
  }

  /** Nodes and weights of Gauss-Legendre quadrature on [-1, 1], by Newton's method on the Legendre polynomial. */
  function gaussLegendre(count) {
    return Array.from({ length: count }, (_, index) => {
      let x = -Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
      let slope = 1;
      for (let step = 0; step < 8; step += 1) {
        let [previous, value] = [1, x];
        for (let n = 2; n <= count; n += 1) {
          [previous, value] = [value, ((2 * n - 1) * x * value - (n - 1) * previous) / n];
        }
        slope = (count * (previous - x * value)) / ((1 - x) * (1 + x));
        x -= value / slope;
      }
      return [x, 2 / ((1 - x) * (1 + x) * slope * slope)];
    });
  }

  return { cdf, logIntegral };
})();
