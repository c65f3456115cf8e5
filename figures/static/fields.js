/* Controls of an explorer: numbers with a slider beside a text field, messages about bad input, and tables to copy. */
"use strict";

const SharpcheckFields = (() => {
  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

  /** What is wrong with the text of a number, or "". */
  function notANumber(text) {
    if (text === "") return "The field is empty: enter a number.";
    if (!NUMBER.test(text)) return `“${text}” is not a number: write it like 0.25 or 2.5e-1.`;
    return Number.isFinite(Number(text)) ? "" : `${text} is too large for a number.`;
  }

  /** `count` values from low to high, evenly spaced in logarithms, with three digits. */
  function geometric(low, high, count) {
    const values = Array.from({ length: count }, (_, i) =>
      Number((low * (high / low) ** (i / (count - 1))).toPrecision(3)),
    );
    return [...new Set(values)].filter((value) => value <= high);
  }

  /** `count` + 1 values from low to high, evenly spaced, without the noise of binary fractions. */
  function linear(low, high, count) {
    return Array.from({ length: count + 1 }, (_, i) => Number((low + ((high - low) * i) / count).toPrecision(6)));
  }

  function nearest(values, value) {
    let best = 0;
    values.forEach((candidate, i) => {
      if (Math.abs(candidate - value) < Math.abs(values[best] - value)) best = i;
    });
    return best;
  }

  /** A number as it is shown: `digits` significant ones, no trailing zeros. */
  function shown(value, digits = 7) {
    if (value === Infinity) return "∞";
    if (!Number.isFinite(value)) return "–";
    const rounded = Number(value.toPrecision(digits));
    const small = rounded !== 0 && Math.abs(rounded) < 1e-4;
    return (small ? rounded.toExponential() : String(rounded)).replaceAll("-", "−");
  }

  /**
   * The fields below `root` as one group.
   *
   * definitions: by the field's name (data-field) { steps(values): the slider's values, ascending;
   * check(value, values): what is wrong, or "" }; check sees NaN for a bad one of the others.  The group calls
   * changed(values, bad) after every change, bad the names of the fields with a message.  Texts start from the
   * address's query where it has the name.
   */
  function group(root, definitions, changed) {
    const fields = Object.entries(definitions).map(([name, definition]) => {
      const box = root.querySelector(`[data-field="${name}"]`);
      const [text, slider, message] = ["input[type=text]", "input[type=range]", ".field-error"].map((s) =>
        box.querySelector(s),
      );
      return { name, box, text, slider, message, ...definition };
    });
    const query = new URLSearchParams(window.location.search);
    for (const field of fields) {
      if (query.has(field.name)) field.text.value = query.get(field.name);
      field.text.addEventListener("input", update);
      field.slider.addEventListener("input", () => {
        field.text.value = String(field.steps(read())[Number(field.slider.value)]);
        update();
      });
    }

    function read() {
      const numbers = fields.map(({ name, text }) => {
        const written = text.value.trim();
        return [name, notANumber(written) ? NaN : Number(written)];
      });
      return Object.fromEntries(numbers);
    }

    function update() {
      const values = read();
      const bad = new Set();
      for (const { name, box, text, slider, message, steps, check } of fields) {
        const words = box.hidden ? "" : notANumber(text.value.trim()) || check(values[name], values);
        if (words) bad.add(name);
        if (message.textContent !== words) message.textContent = words;
        text.setAttribute("aria-invalid", String(Boolean(words)));
        const stops = steps(values);
        slider.max = String(stops.length - 1);
        if (Number.isFinite(values[name])) slider.value = String(nearest(stops, values[name]));
        slider.setAttribute("aria-valuetext", words ? "not valid" : text.value.trim());
      }
      changed(values, bad);
    }

    /** Put numbers or texts into the named fields; names of other groups are left alone. */
    function set(values) {
      for (const { name, text } of fields) {
        if (name in values) text.value = String(values[name]);
      }
      update();
    }

    return { set, texts: () => Object.fromEntries(fields.map(({ name, text }) => [name, text.value.trim()])), update };
  }

  /** Text with its _AT or _SAM as subscripts. */
  function withSubscripts(text) {
    return text.split(/(_[A-Z]+)/).map((piece) => {
      if (!piece.startsWith("_")) return piece;
      return Object.assign(document.createElement("sub"), { textContent: piece.slice(1) });
    });
  }

  /** Fill the body of a table: rows of a name and cells; a cell is a text or a number. */
  function fillTable(table, rows) {
    const made = rows.map(([name, ...cells]) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.append(...withSubscripts(name));
      row.append(head);
      for (const cell of cells) {
        const data = document.createElement("td");
        data.textContent = typeof cell === "number" ? shown(cell, 10) : cell;
        row.append(data);
      }
      return row;
    });
    table.tBodies[0].replaceChildren(...made);
  }

  /** The button copies the tables of its section, columns parted by tabs; where that is refused, it selects them. */
  function copyButton(button, tables, answer) {
    button.addEventListener("click", async () => {
      const lines = tables.flatMap((table) => [table.caption.textContent.trim(), ...[...table.rows].map(line)]);
      try {
        await navigator.clipboard.writeText(`${lines.join("\n")}\n`);
        answer.textContent = "Copied.";
      } catch {
        window.getSelection().selectAllChildren(tables[0].parentElement);
        answer.textContent = "Selected: copy with your browser.";
      }
    });
  }

  const line = (row) => [...row.cells].map((cell) => cell.textContent.trim().replaceAll("−", "-")).join("\t");

  /** Each button puts the values in its data-values (JSON) into the explorer. */
  function presetButtons(root, use) {
    for (const button of root.querySelectorAll("button[data-values]")) {
      button.addEventListener("click", () => use(JSON.parse(button.dataset.values)));
    }
  }

  /** The link that opens the explorer with the present texts. */
  function setLink(link, texts) {
    link.href = `?${new URLSearchParams(texts)}#${link.closest("section").id}`;
  }

  return { copyButton, fillTable, geometric, group, linear, presetButtons, setLink, shown };
})();
