"use strict";

// The report works without this script; with it the ledger can be filtered, a link opens its claim also where a filter
// hides it, the graph shows what touches a claim, and everything is open on paper.
(function () {
  const claims = Array.from(document.querySelectorAll("details.claim"));
  const form = document.getElementById("filters");
  if (!form) return;

  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const selects = { paper: "filter-paper", kind: "filter-kind", origin: "filter-origin", status: "filter-status", methods: "filter-method" };
  for (const key of Object.keys(selects)) selects[key] = document.getElementById(selects[key]);

  const greek = {
    α: "alpha", β: "beta", γ: "gamma", δ: "delta", Δ: "delta", ε: "eps", ϵ: "eps", η: "eta", κ: "kappa", λ: "lambda", Λ: "lambda",
    μ: "mu", π: "pi", ρ: "rho", σ: "sigma", τ: "tau", φ: "phi", ϕ: "phi", ψ: "psi", Φ: "phi", "∞": "inf",
  };
  const LETTER = "a-zα-ωϕϵ∞";
  const PRODUCT = new RegExp(`(\\d)[*·\u2009\u2062](?=[${LETTER}√])`, "g");
  const texts = new Map();

  // The same for texts and for what is typed: "K = 100" as "k=100", "3*d" as "3d", "eta*rho" as "eta rho", "x**2" as "x^2".
  function plain(text) {
    const signs = text.toLowerCase().replaceAll("**", "^").replaceAll("∗", "*").replaceAll("−", "-").replaceAll("epsilon", "eps");
    const joined = signs.replaceAll("<=", "≤").replaceAll(">=", "≥").replace(/\s*([=<>≤≥])\s*/g, "$1").replace(PRODUCT, "$1");
    return joined.replace(/([^\s*])[*·](?=[^\s*,.;)=<>≤≥/])/g, "$1 ").replace(/\s+/g, " ").trim();
  }

  // Symbols are found by their letter and by their name; the marks of scripts ("w_SAM") are not needed.  A claim is
  // also found by the titles of the findings that speak of it.
  function textOf(claim) {
    if (!texts.has(claim)) {
      const raw = [claim.id, claim.dataset.titles || "", claim.textContent].join(" ");
      const named = raw.replace(/[αβγδΔεϵηκλΛμπρστφϕψΦ∞]/g, (letter, at) => {
        const beside = (k) => /\p{L}/u.test(raw.charAt(k));
        return (beside(at - 1) ? " " : "") + greek[letter] + (beside(at + 1) ? " " : "");
      });
      texts.set(claim, " " + plain(raw) + " " + plain(named) + " ");
    }
    return texts.get(claim);
  }

  // A word may stand within another, but a single letter is a symbol of its own, and a number after a sign is whole.
  function finder(word) {
    const starts = new RegExp(`^[${LETTER}](?![${LETTER}])`).test(word) ? `(?<![${LETTER}\\d])` : "";
    const single = new RegExp(`(?:^|[^${LETTER}])[${LETTER}]$`).test(word) ? `(?![${LETTER}])` : "";
    const number = /[=<>≤≥].*\d$/.test(word) ? "(?![\\d.]*\\d)" : "";
    return new RegExp(starts + word.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&") + single + number);
  }

  function findersOf(word) {
    return [...new Set([word, word.replace(/[_^{}\\$]/g, "")])].filter(Boolean).map(finder);
  }

  function fits(claim, words) {
    for (const [key, select] of Object.entries(selects)) {
      if (select.value && !claim.dataset[key].split(key === "methods" ? " " : "\n").includes(select.value)) return false;
    }
    const text = textOf(claim);
    return words.every((ways) => ways.some((way) => way.test(text)));
  }

  // What is searched stands first where an id or a summary has all words, then where a finding's title has them.
  function rank(claim, words) {
    const has = (text) => words.every((ways) => ways.some((way) => way.test(" " + plain(text) + " ")));
    const source = claim.querySelector(".where");
    const named = [claim.id, claim.id.replace(/[-/]/g, " "), source ? source.textContent : ""];
    if (named.some(has)) return 0;
    if (has(claim.querySelector(".says").textContent)) return 1;
    return has(claim.dataset.titles || "") ? 2 : 3;
  }

  const findings = Array.from(document.querySelectorAll("article.finding"));
  const found = document.getElementById("findings-found");
  function filterFindings(words) {
    const fitting = words.length === 0 ? [] : findings.filter((one) => {
      const text = " " + plain(one.textContent) + " ";
      return words.every((ways) => ways.some((way) => way.test(text)));
    });
    found.replaceChildren();
    found.hidden = fitting.length === 0;
    if (fitting.length) found.append(fitting.length === 1 ? "In a finding: " : "In " + fitting.length + " findings: ");
    fitting.forEach((one, k) => {
      const link = document.createElement("a");
      link.href = "#" + one.id;
      link.textContent = one.dataset.search;
      found.append(...(k ? ["; ", link] : [link]));
    });
  }

  // The address has what is searched, so that it can be sent to somebody.
  const ADDRESS = "search";
  function remember() {
    const address = new URL(location.href);
    if (search.value) address.searchParams.set(ADDRESS, search.value);
    else address.searchParams.delete(ADDRESS);
    if (address.href !== location.href) history.replaceState(null, "", address.href);
  }

  const list = claims.length ? claims[0].parentElement : null;
  function order(words) {
    const ranks = new Map(claims.map((claim) => [claim, words.length && !claim.hidden ? rank(claim, words) : 4]));
    const sorted = words.length ? [...claims].sort((a, b) => ranks.get(a) - ranks.get(b)) : claims;
    if (sorted.some((claim, k) => list.children[k] !== claim)) list.append(...sorted);
  }

  function filter() {
    const words = plain(search.value).split(" ").filter(Boolean).map(findersOf);
    let shown = 0;
    for (const claim of claims) {
      claim.hidden = !fits(claim, words);
      if (!claim.hidden) shown += 1;
    }
    order(words);
    filterFindings(words);
    remember();
    count.textContent = shown === claims.length ? shown + " claims" : shown + " of " + claims.length + " claims";
    none.hidden = shown > 0;
  }

  function clear() {
    form.reset();
    filter();
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("clear").addEventListener("click", clear);
  for (const link of document.querySelectorAll("[data-filter-status]")) {
    link.addEventListener("click", () => {
      form.reset();
      selects.status.value = link.dataset.filterStatus;
      filter();
    });
  }

  // An address that someone mistyped may not be decodable.
  function decoded(name) {
    try {
      return decodeURIComponent(name);
    } catch {
      return name;
    }
  }

  // A link to a claim: "#wei2023/thm-4.4", also as "#wei2023%2Fthm-4.4".
  function follow() {
    const target = document.getElementById(location.hash.slice(1)) || document.getElementById(decoded(location.hash.slice(1)));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
      if (part.classList.contains("folded")) fold(part, false);
    }
    if (target.classList.contains("claim")) {
      if (target.hidden) clear();
      target.scrollIntoView({ block: "start" });
      target.querySelector("summary").focus({ preventScroll: true });
    }
  }

  // A formula that is wider than the screen scrolls in its box, which a keyboard must then be able to reach.
  function reach(claim) {
    for (const box of claim.querySelectorAll("blockquote")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  window.addEventListener("resize", () => claims.filter((claim) => claim.open).forEach(reach));

  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    // The address does not change when the link to it is followed again; the browser moves the focus first.
    if (link && link.getAttribute("href") === location.hash) setTimeout(follow);
  });
  for (const claim of claims) {
    claim.addEventListener("toggle", () => {
      reach(claim);
      if (claim.open && location.hash !== "#" + claim.id) history.replaceState(null, "", "#" + claim.id);
    });
  }
  // On a phone a chapter is folded to its heading until it is asked for.
  const narrow = window.matchMedia("(max-width: 52rem)");
  const chapters = Array.from(document.querySelectorAll("section.chapter"));
  function fold(chapter, folded) {
    chapter.classList.toggle("folded", folded);
    chapter.querySelector("h2 > button.fold").setAttribute("aria-expanded", String(!folded));
  }
  for (const chapter of chapters) {
    const heading = chapter.querySelector("h2");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => narrow.matches && fold(chapter, !chapter.classList.contains("folded")));
    fold(chapter, narrow.matches);
  }
  narrow.addEventListener("change", () => chapters.forEach((chapter) => fold(chapter, narrow.matches)));

  search.value = new URL(location.href).searchParams.get(ADDRESS) || "";
  filter();
  follow();

  // The graph: what touches a claim stands out while it is pointed at or has the focus.
  for (const graph of document.querySelectorAll("svg.graph")) {
    const edges = Array.from(graph.querySelectorAll(".edge"));
    const nodes = Array.from(graph.querySelectorAll(".node"));
    const choose = (name) => {
      graph.classList.toggle("chosen", name !== null);
      const near = new Set([name]);
      for (const edge of edges) {
        const touches = edge.dataset.from === name || edge.dataset.to === name;
        edge.classList.toggle("near", touches);
        if (touches) near.add(edge.dataset.from).add(edge.dataset.to);
      }
      for (const node of nodes) node.classList.toggle("near", near.has(node.dataset.claim));
    };
    for (const node of nodes) {
      node.addEventListener("mouseenter", () => choose(node.dataset.claim));
      node.addEventListener("mouseleave", () => choose(null));
      node.addEventListener("focus", () => choose(node.dataset.claim));
      node.addEventListener("blur", () => choose(null));
    }
  }
  // Where a graph fits its box there is nothing to choose; its box has a size only while it is open.
  const boxes = Array.from(document.querySelectorAll(".graph-box"));
  function offer() {
    for (const box of boxes) {
      if (!box.clientWidth || box.classList.contains("whole-graph")) continue;
      box.previousElementSibling.hidden = box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight;
    }
  }
  for (const box of boxes) {
    const button = box.previousElementSibling;
    button.addEventListener("click", () => {
      const whole = box.classList.toggle("whole-graph");
      button.textContent = whole ? "show it in full size" : "show it whole";
      if (!whole) offer();
    });
    box.closest("details").addEventListener("toggle", offer);
  }
  window.addEventListener("resize", offer);
  offer();

  // On paper everything is open; afterwards it is as it was.
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = Array.from(document.querySelectorAll("details:not([open])"));
    for (const part of closed) part.open = true;
    for (const image of document.querySelectorAll("img[loading='lazy']")) image.loading = "eager";
  });
  window.addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
    closed = [];
  });
})();
