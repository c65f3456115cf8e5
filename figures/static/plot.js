/*
 * A small plot in SVG: axes, curves, marks and bars, with a legend in HTML below.  Looks (colour and dashes) come from
 * the style sheet by class name, so that light, dark and print need no second drawing.
 */
"use strict";

const SharpcheckPlot = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const CHARACTER = 7; // width of a digit of a tick label
  const TICKS = 6;
  const SIZE = 5; // half the size of a mark

  const SYMBOLS = {
    circle: `M ${-SIZE} 0 a ${SIZE} ${SIZE} 0 1 0 ${2 * SIZE} 0 a ${SIZE} ${SIZE} 0 1 0 ${-2 * SIZE} 0 Z`,
    square: `M ${-SIZE} ${-SIZE} h ${2 * SIZE} v ${2 * SIZE} h ${-2 * SIZE} Z`,
    diamond: `M 0 ${-1.4 * SIZE} L ${1.4 * SIZE} 0 L 0 ${1.4 * SIZE} L ${-1.4 * SIZE} 0 Z`,
    triangle: `M 0 ${-1.4 * SIZE} L ${1.3 * SIZE} ${SIZE} L ${-1.3 * SIZE} ${SIZE} Z`,
    "triangle-down": `M 0 ${1.4 * SIZE} L ${1.3 * SIZE} ${-SIZE} L ${-1.3 * SIZE} ${-SIZE} Z`,
  };

  function element(parent, name, attributes = {}, text = "") {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  }

  /** count + 1 numbers from low to high. */
  const range = (low, high, count) => Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);

  /** The ticks of a linear axis at 1, 2 or 5 times a power of ten, with their labels. */
  function linearTicks(low, high) {
    const raw = (high - low) / TICKS;
    const unit = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= raw) ?? 10 * unit;
    const digits = Math.min(Math.max(-Math.floor(Math.log10(step) + 1e-9), 0), 15);
    const ticks = [];
    for (let n = Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; n += 1) {
      ticks.push([n * step, Math.abs(n * step) >= 1e5 ? (n * step).toExponential(1) : (n * step).toFixed(digits)]);
    }
    return ticks;
  }

  /** Powers of ten, thinned where there are many. */
  function logTicks(low, high) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const every = Math.max(1, Math.ceil((last - first) / TICKS));
    const ticks = [];
    for (let n = first; n <= last; n += every) {
      ticks.push([10 ** n, Math.abs(n) < 4 ? String(Number(`1e${n}`)) : `1e${n}`]);
    }
    return ticks;
  }

  /** An axis with its ticks; `place` maps its numbers to 0..1. */
  function axis({ label, min, max, log = false, ticks = null }) {
    const scale = log ? Math.log10 : (value) => value;
    const [low, high] = [scale(min), scale(max)];
    const place = (value) => (scale(value) - low) / (high - low);
    return { label, place, ticks: ticks ?? (log ? logTicks(min, max) : linearTicks(min, max)) };
  }

  /** The path of a curve, broken where a value is not finite. */
  function path(points, toX, toY) {
    let down = false;
    const parts = [];
    for (const [x, y] of points) {
      const [px, py] = [toX(x), toY(y)];
      if (!Number.isFinite(px) || !Number.isFinite(py)) down = false;
      else {
        parts.push(`${down ? "L" : "M"}${px.toFixed(2)} ${Math.min(Math.max(py, -1e5), 1e5).toFixed(2)}`);
        down = true;
      }
    }
    return parts.join("");
  }

  /**
   * Draw into the container, in place of what is there.
   *
   * spec: id, title, description (a text or texts), height; axes x and y ({label, min, max, log, ticks}); curves
   * ({name, look, points}), spans (curves with bars at their ends), areas (filled), rules ({look, x}), marks
   * ({name, look, symbol, x, y}) and bars ({name, look, at, width, value}).  The legend has each name once.
   */
  function draw(container, spec) {
    const width = Math.max(container.clientWidth || 560, 240);
    const height = spec.height ?? 300;
    const [x, y] = [axis(spec.x), axis(spec.y)];
    const left = 30 + CHARACTER * Math.max(...y.ticks.map(([, text]) => text.length), 2);
    const box = { left, right: width - 14, top: 12, bottom: height - 44 };
    const toX = (value) => box.left + x.place(value) * (box.right - box.left);
    const toY = (value) => box.bottom - y.place(value) * (box.bottom - box.top);

    container.replaceChildren();
    const svg = element(container, "svg", {
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-labelledby": `${spec.id}-title ${spec.id}-desc`,
    });
    element(svg, "title", { id: `${spec.id}-title` }, spec.title);
    element(svg, "desc", { id: `${spec.id}-desc` }, [spec.description].flat().join(" "));
    const clip = element(element(svg, "clipPath", { id: `${spec.id}-clip` }), "rect", {
      x: box.left,
      y: box.top,
      width: box.right - box.left,
      height: box.bottom - box.top,
    });
    drawAxes(svg, x, y, box, toX, toY);
    const inside = element(svg, "g", { "clip-path": `url(#${clip.parentNode.id})` });
    for (const { look, points } of spec.areas ?? []) {
      element(inside, "path", { d: `${path(points, toX, toY)}Z`, class: `plot-area ${look}` });
    }
    for (const { look, x: at } of spec.rules ?? []) {
      element(inside, "path", { d: `M${toX(at)} ${box.top}V${box.bottom}`, class: `plot-rule ${look}` });
    }
    for (const { look, at, width: share, value } of spec.bars ?? []) {
      const [from, to] = [toX(at - 0.5 * share), toX(at + 0.5 * share)];
      const [zero, top] = [toY(0).toFixed(2), toY(value).toFixed(2)];
      const d = `M${from.toFixed(2)} ${zero}V${top}H${to.toFixed(2)}V${zero}Z`;
      element(inside, "path", { d, class: `plot-bar ${look}` });
    }
    for (const { name, look, points } of spec.curves ?? []) {
      element(inside, "path", { d: path(points, toX, toY), class: `plot-curve ${look}`, "data-curve": name ?? look });
    }
    for (const { name, look, points } of spec.spans ?? []) {
      const ends = points.map(([px, py]) => `M${toX(px).toFixed(2)} ${(toY(py) - 6).toFixed(2)}v12`).join("");
      element(inside, "path", { d: path(points, toX, toY) + ends, class: `plot-span ${look}`, "data-curve": name });
    }
    for (const { look, symbol, x: px, y: py } of spec.marks ?? []) {
      if (x.place(px) >= -1e-9 && x.place(px) <= 1 + 1e-9 && y.place(py) >= -1e-9 && y.place(py) <= 1 + 1e-9) {
        const transform = `translate(${toX(px).toFixed(2)} ${toY(py).toFixed(2)})`;
        element(svg, "path", { d: SYMBOLS[symbol], class: `plot-mark ${look}`, transform });
      }
    }
    drawLegend(container, spec);
  }

  function drawAxes(svg, x, y, box, toX, toY) {
    const axes = element(svg, "g", { class: "axes", "aria-hidden": "true" });
    const room = (box.right - box.left) / Math.max(1, x.ticks.length);
    const every = Math.ceil((CHARACTER * Math.max(1, ...x.ticks.map(([, text]) => text.length)) + 6) / room);
    x.ticks.forEach(([value, text], index) => {
      element(axes, "path", { d: `M${toX(value)} ${box.bottom}v5`, class: "tick" });
      if (index % every === 0) {
        element(axes, "text", { x: toX(value), y: box.bottom + 18, "text-anchor": "middle" }, text.replace("-", "−"));
      }
    });
    for (const [value, text] of y.ticks) {
      element(axes, "path", { d: `M${box.left} ${toY(value)}H${box.right}`, class: "grid" });
      element(axes, "text", { x: box.left - 6, y: toY(value) + 4, "text-anchor": "end" }, text.replace("-", "−"));
    }
    element(axes, "path", { d: `M${box.left} ${box.top}V${box.bottom}H${box.right}`, class: "frame" });
    const middle = 0.5 * (box.top + box.bottom);
    const label = { "text-anchor": "middle", class: "label" };
    element(axes, "text", { ...label, x: 0.5 * (box.left + box.right), y: box.bottom + 37 }, x.label);
    element(axes, "text", { ...label, transform: `translate(14 ${middle}) rotate(-90)` }, y.label);
  }

  /** Each named look once, as a sample and its name. */
  function drawLegend(container, spec) {
    const list = document.createElement("ul");
    list.className = "plot-legend";
    const seen = new Set();
    const kinds = ["areas", "curves", "spans", "bars", "marks"];
    for (const [kind, item] of kinds.flatMap((kind) => (spec[kind] ?? []).map((item) => [kind, item]))) {
      if (!item.name || seen.has(item.name)) continue;
      seen.add(item.name);
      const entry = document.createElement("li");
      const sample = element(entry, "svg", { viewBox: "0 0 40 14", width: 40, height: 14, "aria-hidden": "true" });
      if (kind === "marks") {
        element(sample, "path", {
          d: SYMBOLS[item.symbol],
          class: `plot-mark ${item.look}`,
          transform: "translate(20 7)",
        });
      } else if (kind === "bars" || kind === "areas") {
        element(sample, "path", { d: "M8 1h24v12h-24Z", class: `plot-${kind.slice(0, -1)} ${item.look}` });
      } else {
        const d = kind === "spans" ? "M1 7H39M1 2v10M39 2v10" : "M0 7H40";
        element(sample, "path", { d, class: `plot-${kind.slice(0, -1)} ${item.look}` });
      }
      entry.append(item.name);
      list.append(entry);
    }
    container.append(list);
  }

  /** Call `redraw` when the width of the box changes. */
  function onNewWidth(box, redraw) {
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth === width) return;
      width = box.clientWidth;
      redraw();
    }).observe(box);
  }

  /** Empty the container and say in words why there is nothing. */
  function clear(container, words) {
    const note = document.createElement("p");
    note.className = "empty";
    note.textContent = words;
    container.replaceChildren(note);
  }

  return { clear, draw, onNewWidth, range };
})();
