/* The root of an increasing function. */
"use strict";

const SharpcheckRoot = (() => {
  const STEPS = 200;

  /**
   * The root between low and high, by Chandrupatla's method (inverse quadratic interpolation where it is safe, else
   * bisection), to a few roundings.  NaN where the function is not finite or has one sign at both ends.
   */
  function find(value, low, high) {
    let [a, b] = [high, low];
    let [fa, fb] = [value(a), value(b)];
    if (fa === 0) return a;
    if (fb === 0) return b;
    if (!(fa > 0 && fb < 0)) return NaN;
    let [c, fc] = [a, fa];
    let share = 0.5;
    for (let step = 0; step < STEPS; step += 1) {
      const x = a + share * (b - a);
      const fx = value(x);
      if (!Number.isFinite(fx)) return NaN;
      if (fx > 0 === fa > 0) [c, fc] = [a, fa];
      else [c, fc, b, fb] = [b, fb, a, fa];
      [a, fa] = [x, fx];
      const best = Math.abs(fa) < Math.abs(fb) ? a : b;
      const room = (4 * Number.EPSILON * Math.abs(best)) / Math.abs(b - a);
      if (fx === 0 || room > 0.5) return best;
      const xi = (a - b) / (c - b);
      const phi = (fa - fb) / (fc - fb);
      const safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
      const cut = safe
        ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((((c - a) / (b - a)) * fa) / (fc - fa)) * (fb / (fc - fb))
        : 0.5;
      share = Math.min(Math.max(cut, room), 1 - room);
    }
    return NaN;
  }

  return { find };
})();
