/*
 * SAM on all weights of the binary model: the whole weight vector (w, 1, ..., 1) moves in an l2 ball of radius rho.
 *
 * Only directions matter, so the ball is a cap on the sphere: t_0 = w/sqrt(d) is its centre, tau the tangent of its
 * angle, and chi in [0, pi] runs along its edge, where the worst point lies; chi = 0 points to the robust feature.
 * Variables in units of sqrt(d): kappa = eta sqrt(d), t* = w*\/sqrt(d), e = rho/sqrt(d) < 1, shift = t_0 - t*.
 */
"use strict";

const SharpcheckFullWeights = (() => {
  const { logIntegral } = SharpcheckNormal;
  const Model = SharpcheckBinaryModel;

  const GRID = 24; // cells of the edge; its deficit has two peaks at most
  const GOLDEN = 0.5 * (Math.sqrt(5) - 1);
  const NARROWINGS = 40; // GOLDEN^40 = 4e-9 of a cell; at a peak the value is off by the square of that
  const LARGEST = 1e4; // where all of the edge is on one side, the excess is infinite
  const FARTHEST = 1e7; // shifts are sought up to here
  const LARGEST_TANGENT = 1e6;

  /** The coefficient c of w = w* (1 + c rho^2 + ...), (t*^2 - 2)/(3 d): its sign is SAM's effect at small rho. */
  function leadingCoefficient(p, eta, d) {
    if (!Model.holds(p, eta, d)) return NaN;
    const { t } = Model.scaled(p, eta, d);
    return (t * t - 2) / (3 * d);
  }

  /** The value of ln(p/(1-p)) below which small radii lower the robust weight: 2 sqrt(2) eta sqrt(d). */
  const threshold = (p, eta, d) => (Model.holds(p, eta, d) ? 2 * Math.SQRT2 * eta * Math.sqrt(d) : NaN);

  /**
   * How much worse the ball about w* is on its far side than on its near side, in logarithms: positive where SAM on all
   * weights lowers the robust weight, negative where it raises it.  NaN unless 0 < rho < sqrt(d).
   */
  function excess(p, eta, d, rho) {
    const at = problem(p, eta, d, rho);
    return at && rho > 0 ? imbalance(at, 0) : NaN;
  }

  /** The optimal weight less w*, Infinity from rho = sqrt(d) on, where the ball reaches non-robust weights of zero. */
  function shift(p, eta, d, rho) {
    if (!Model.holdsSam(p, eta, d, rho)) return NaN;
    const at = problem(p, eta, d, rho);
    if (!at) return Infinity;
    if (rho === 0) return 0;
    let high = at.t;
    while (imbalance(at, high) < 0 && high < FARTHEST) high *= 4;
    return Math.sqrt(d) * SharpcheckRoot.find((s) => imbalance(at, s), -at.t, high);
  }

  /** The problem in units of sqrt(d), null outside the domain or from rho = sqrt(d) on. */
  function problem(p, eta, d, rho) {
    const e = rho / Math.sqrt(d);
    if (!Model.holdsSam(p, eta, d, rho) || e >= 1) return null;
    return { ...Model.scaled(p, eta, d), e, turns: d > 1 }; // with one non-robust weight the edge is its two ends
  }

  /** ln of the worst deficit beyond the surface c w_1 = t* n less that before it; increasing in the shift. */
  function imbalance(at, s) {
    const t0 = at.t + s;
    const tau = at.e / Math.sqrt((1 - at.e) * (1 + at.e) + t0 * t0);
    const log = (chi) => deficitOnEdge(at.kappa, at.t, s, tau, chi);
    const worst = { near: -Infinity, far: -Infinity };
    if (at.turns) {
      const ends = borders(at.t, s, tau);
      for (let i = 0; i < 3; i += 1) {
        if (!(ends[i + 1] > ends[i])) continue;
        const side = beyond(at.t, s, tau, Math.cos(0.5 * (ends[i] + ends[i + 1]))) > 0 ? "far" : "near";
        worst[side] = Math.max(worst[side], highest(log, ends[i], ends[i + 1]));
      }
    } else {
      if (beyond(at.t, s, tau, 1) > 0) worst.far = log(0);
      if (beyond(at.t, s, tau, -1) < 0) worst.near = log(Math.PI);
    }
    return Math.min(Math.max(worst.far - worst.near, -LARGEST), LARGEST);
  }

  /** n (c w_1 - t* n) on the edge at cos chi = z: a quadratic in z, positive beyond the surface. */
  function beyond(t, s, tau, z) {
    const length2 = 1 + (t + s) ** 2;
    return (1 + t * t - s * s) * tau * z - s * (tau * z) ** 2 + (s - t * length2 * tau * tau);
  }

  /** 0, the angles at which the edge crosses that surface (0 or pi where it does not), and pi. */
  function borders(t, s, tau) {
    const middle = 1 + t * t - s * s;
    const last = s - t * (1 + (t + s) ** 2) * tau * tau;
    const square = middle * middle + 4 * s * last;
    const half = -0.5 * (middle + (middle < 0 ? -1 : 1) * Math.sqrt(Math.max(square, 0)));
    const roots = square > 0 ? [last / half / tau, s === 0 ? Infinity : -half / s / tau] : [];
    const inside = roots.filter((z) => Math.abs(z) < 1).map((z) => Math.acos(z));
    return [0, ...inside.sort((a, b) => a - b), Math.PI, Math.PI, Math.PI].slice(0, 4);
  }

  /** The largest value of a function on an interval: a grid, then golden sections about its two best peaks. */
  function highest(value, low, high) {
    const at = (i) => low + ((high - low) * i) / GRID;
    const grid = Array.from({ length: GRID + 1 }, (_, i) => value(at(i)));
    const peaks = grid
      .map((v, i) => [v, i])
      .filter(([v, i]) => !(v < grid[i - 1]) && !(v < grid[i + 1]))
      .sort((a, b) => b[0] - a[0]);
    return Math.max(
      ...peaks
        .slice(0, 2)
        .map(([v, i]) => Math.max(v, refined(value, at(Math.max(i - 1, 0)), at(Math.min(i + 1, GRID))))),
    );
  }

  function refined(value, low, high) {
    let [a, b] = [low, high];
    let [left, right] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
    let [fl, fr] = [value(left), value(right)];
    for (let i = 0; i < NARROWINGS; i += 1) {
      if (fl > fr) {
        [b, right, fr] = [right, left, fl];
        left = b - GOLDEN * (b - a);
        fl = value(left);
      } else {
        [a, left, fl] = [left, right, fr];
        right = a + GOLDEN * (b - a);
        fr = value(right);
      }
    }
    return Math.max(fl, fr);
  }

  /** ln of the accuracy lost against w*, over p phi(kappa + t*), at the angle chi of the edge. */
  function deficitOnEdge(kappa, t, s, tau, chi) {
    const [t0, z] = [t + s, Math.cos(chi)];
    const x = t0 + tau * z; // robust weight, then mean and spread of the others
    const mean = 1 - tau * t0 * z;
    const rest = tau * Math.sqrt(1 + t0 * t0) * Math.sin(chi);
    const n = Math.max(Math.hypot(mean, rest), (Math.abs(x) + 1) / LARGEST_TANGENT);
    const fall = 2 * tau * t0 * z - (tau * t0 * z) ** 2 - rest * rest; // 1 - n^2
    const u = ((t0 * fall) / (1 + n) + tau * z) / n + s; // x/n - t*
    const versine = mean > 0 ? (rest * rest) / (n * (n + mean)) : 1 - mean / n;
    return logDeficit(kappa, t, u, Math.min(Math.max(versine, 0), 2));
  }

  /** The same at w_1/n = t* + u and c = 1 - versine: t* -> t* + u at c = 1, then 1 -> c; every part is positive. */
  function logDeficit(kappa, t, u, versine) {
    const q = kappa * versine;
    const b = u < 0 ? -t : t;
    const along = whole(kappa - b, Math.abs(u), (y) => -Math.expm1(-2 * kappa * y));
    if (q === 0) return along;
    const one = () => 1;
    const plus = -0.5 * u * (2 * kappa + 2 * t + u) + whole(kappa + t + u, q, one);
    const minus = 0.5 * u * (2 * kappa - 2 * t - u) + whole(kappa - t - u, q, one);
    const top = Math.max(along, plus, minus);
    return top + Math.log(Math.exp(along - top) + Math.exp(plus - top) + Math.exp(minus - top));
  }

  /** ln of int_0^high exp(slope y - y^2/2) factor(y) dy. */
  function whole(slope, high, factor) {
    const { peak, log } = logIntegral(slope, 0, high, factor);
    return slope * peak - 0.5 * peak * peak + log;
  }

  return { excess, leadingCoefficient, shift, threshold };
})();
