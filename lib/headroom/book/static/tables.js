// Tables of data that a reader sorts, filters and links to. Without this script they stand whole, in their own order.
(function () {
  "use strict";

  const NONE = "all";
  const order = new Intl.Collator("en", { numeric: true });
  const query = new URLSearchParams(location.search);

  // The value by which a cell is sorted: of a number its size, however it is written; nothing of an empty cell.
  function value(cell, kind) {
    const text = cell.textContent.trim();
    if (kind !== "number") return text || null;
    const size = parseFloat(text.replaceAll(",", ""));
    return Number.isNaN(size) ? null : size;
  }

  // The places that an address names: 5,9-14.
  function places(code) {
    return new Set(code.split(",").flatMap((run) => {
      const [first, last = first] = run.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, n) => first + n);
    }));
  }

  function element(name, attributes = {}, ...inside) {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...inside);
    return made;
  }

  class Table {
    constructor(table, alone) {
      this.table = table;
      this.alone = alone; // its state is that of the page's address
      this.body = table.tBodies[0];
      this.rows = [...this.body.rows];
      this.texts = this.rows.map((row) => row.textContent.toLowerCase());
      this.heads = [...table.tHead.rows[0].cells];
      this.heads.forEach((head, column) => this.sortable(head, column));
      this.tools();
      if (alone) this.restore();
      this.filter();
    }

    sortable(head, column) {
      const button = element("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        this.sort(column, head.ariaSort === "ascending" ? "descending" : "ascending");
        this.remember();
      });
    }

    sort(column, direction) {
      this.heads.forEach((head, n) => head.setAttribute("aria-sort", n === column ? direction : "none"));
      const kind = this.heads[column].dataset.kind;
      const sign = direction === "ascending" ? 1 : -1;
      const keyed = this.rows.map((row) => [value(row.cells[column], kind), row]);
      keyed.sort(([a], [b]) => {
        if (a === null || b === null) return (a === null) - (b === null); // what is not known comes last
        return sign * (kind === "number" ? a - b : order.compare(a, b));
      });
      this.body.append(...keyed.map(([, row]) => row));
    }

    tools() {
      this.words = element("input", { type: "search" });
      this.words.addEventListener("input", () => this.changed());
      this.choices = this.heads.flatMap((head, column) => "choice" in head.dataset ? [this.choice(head, column)] : []);
      this.count = element("output");
      this.whole = element("button", { type: "button", className: "hr-button", hidden: true }, "Show all rows");
      this.whole.addEventListener("click", () => this.showAll());
      const labels = this.choices.map(({ name, select }) => element("label", {}, `${name} `, select));
      const find = element("label", {}, "Find ", this.words);
      const tools = element("div", { className: "hr-tools" }, find, ...labels, this.count, this.whole);
      this.table.parentElement.before(tools);
    }

    choice(head, column) {
      const name = head.textContent.trim();
      const values = [...new Set(this.rows.map((row) => row.cells[column].textContent.trim()))].sort(order.compare);
      const select = element("select", {}, ...[NONE, ...values.filter(Boolean)].map((one) => new Option(one)));
      select.addEventListener("change", () => this.changed());
      return { name, column, select };
    }

    changed() {
      this.filter();
      this.remember();
    }

    filter() {
      const words = this.words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = this.choices.filter(({ select }) => select.value !== NONE);
      let shown = 0;
      this.rows.forEach((row, place) => {
        row.hidden = !(words.every((word) => this.texts[place].includes(word))
          && chosen.every(({ column, select }) => row.cells[column].textContent.trim() === select.value)
          && (!this.only || this.only.has(place)));
        shown += !row.hidden;
      });
      this.count.textContent = `${shown} of ${this.rows.length} rows`;
      this.whole.hidden = shown === this.rows.length;
    }

    showAll() {
      this.only = null;
      this.words.value = "";
      for (const { select } of this.choices) select.value = NONE;
      this.changed();
    }

    restore() {
      if (query.has("rows")) this.only = places(query.get("rows"));
      this.words.value = query.get("find") ?? "";
      for (const { name, select } of this.choices) if (query.has(name)) select.value = query.get(name);
      const column = this.heads.findIndex((head) => head.textContent.trim() === query.get("sort"));
      if (column >= 0) this.sort(column, query.get("order") === "descending" ? "descending" : "ascending");
      window.addEventListener("hashchange", () => this.reveal());
      this.reveal();
    }

    // The row that the address names is shown, whatever is filtered.
    reveal() {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!this.rows.includes(row)) return;
      this.filter();
      if (row.hidden) this.showAll();
      row.scrollIntoView({ block: "center" });
    }

    // The address that shows the same; a page opened as a file may not change its own.
    remember() {
      if (!this.alone) return;
      const sorted = this.heads.find((head) => /scending/.test(head.ariaSort));
      const state = [["rows", this.only && query.get("rows")], ["find", this.words.value],
        ...this.choices.map(({ name, select }) => [name, select.value === NONE ? "" : select.value]),
        ["sort", sorted?.textContent.trim()], ["order", sorted?.ariaSort]].filter(([, text]) => text);
      try {
        history.replaceState(null, "", `?${new URLSearchParams(state)}${location.hash}`);
      } catch { /* as it was */ }
    }
  }

  const tables = [...document.querySelectorAll(".hr-data")];
  for (const table of tables) new Table(table, tables.length === 1);
})();
