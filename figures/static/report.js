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
  const selects = { paper: "filter-paper", kind: "filter-kind", status: "filter-status", methods: "filter-method" };
  for (const key of Object.keys(selects)) selects[key] = document.getElementById(selects[key]);

  const greek = {
    α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "eps epsilon", ϵ: "eps epsilon", η: "eta", κ: "kappa", λ: "lambda", μ: "mu",
    π: "pi", ρ: "rho", σ: "sigma", φ: "phi", ϕ: "phi", φ: "phi", ψ: "psi", Φ: "phi", "∞": "inf",
  };
  const texts = new Map();

  function plain(text) {
    return text.toLowerCase().replace(/\s+/g, " ").trim();
  }

  // Symbols are found by their letter and by their name; the marks of scripts ("w_SAM") are not needed.
  function textOf(claim) {
    if (!texts.has(claim)) {
      const raw = claim.id + " " + claim.textContent;
      const named = raw.replace(/[αβγδεϵηκλμπρσφϕψΦ∞]/g, (letter) => " " + greek[letter] + " ");
      texts.set(claim, plain(raw) + " " + plain(named));
    }
    return texts.get(claim);
  }

  function fits(claim, words) {
    for (const [key, select] of Object.entries(selects)) {
      if (select.value && !claim.dataset[key].split(key === "methods" ? " " : "\n").includes(select.value)) return false;
    }
    const text = textOf(claim);
    return words.every((word) => text.includes(word) || text.includes(word.replace(/[_^{}\\$]/g, "")));
  }

  function filter() {
    const words = plain(search.value).split(" ").filter(Boolean);
    let shown = 0;
    for (const claim of claims) {
      claim.hidden = !fits(claim, words);
      if (!claim.hidden) shown += 1;
    }
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

  // A link to a claim: "#wei2023/thm-4.4".
  function follow() {
    // Ids need no decoding, and an address that someone mistyped may not be decodable.
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
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
    // The address does not change when the link to it is followed again.
    if (link && link.getAttribute("href") === location.hash) follow();
  });
  for (const claim of claims) {
    claim.addEventListener("toggle", () => {
      reach(claim);
      if (claim.open && location.hash !== "#" + claim.id) history.replaceState(null, "", "#" + claim.id);
    });
  }
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
  for (const button of document.querySelectorAll("button.fit")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const whole = button.nextElementSibling.classList.toggle("whole-graph");
      button.setAttribute("aria-pressed", String(whole));
    });
  }

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
