// Live figures, copy buttons, and the cards of numbers and terms. Everything here adds to a page that already reads without it.
(function () {
  "use strict";

  const FONT = '13px "Headroom Sans"';
  const NEAR = "400px"; // distance from the window at which a figure with inputs comes alive
  const SLIDER_STEPS = 1000;
  const { write, read } = window.headroomFormat;

  // --- loading: classic scripts, so that pages opened as files work too ---------------------------------------------

  const scripts = new Map();

  function load(url) {
    if (!scripts.has(url)) {
      scripts.set(url, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = url;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`could not load ${url}`));
        document.head.append(script);
      }));
    }
    return scripts.get(url);
  }

  // --- a figure -----------------------------------------------------------------------------------------------------

  class Figure {
    constructor(chart) {
      this.chart = chart;
      this.id = chart.dataset.figure;
      this.stage = chart.querySelector(".hr-stage");
      this.form = chart.querySelector(".hr-controls");
      this.controls = this.form ? [...this.form.querySelectorAll(".hr-control")].map((node) => new Control(node, this)) : [];
      this.values = this.defaults();
      this.view = null;
      this.variant = null;
      this.running = null;
      chart.dataset.state = "static";
      if (this.form) this.listen();
    }

    defaults() {
      return Object.fromEntries(this.controls.filter((c) => c.param).map((c) => [c.param, Number(c.node.dataset.value)]));
    }

    listen() {
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("reset", (event) => {
        event.preventDefault();
        this.set(this.defaults());
      });
    }

    // Which of the two drawings the style sheet shows.
    shown() {
      const narrow = this.stage.querySelector(".hr-narrow");
      return narrow && getComputedStyle(narrow).display !== "none" ? "narrow" : "wide";
    }

    hydrate() {
      this.running ??= this.draw().catch((error) => {
        this.chart.dataset.state = "failed";
        console.warn(error);
      });
      return this.running;
    }

    async draw() {
      this.chart.dataset.state = "loading";
      await Promise.all([load(this.chart.dataset.vega), load(this.chart.dataset.chart), document.fonts.load(FONT)]);
      const variant = this.shown();
      const { datasets, ...specs } = window.headroomCharts[this.id];
      const layer = document.createElement("div");
      layer.className = "hr-live";
      this.stage.append(layer);
      const spec = structuredClone({ ...specs[variant], datasets });
      for (const param of spec.params || []) if (param.name in this.values) param.value = this.values[param.name];
      const result = await window.vegaEmbed(layer, spec, {
        renderer: "svg", actions: false, tooltip: { theme: "custom" },
      });
      const still = this.stage.querySelector(`.hr-${variant} svg`);
      for (const name of ["--w", "--least"]) layer.style.setProperty(name, still.style.getPropertyValue(name));
      layer.setAttribute("role", "img");
      layer.setAttribute("aria-label", still.getAttribute("aria-label"));
      layer.querySelector("svg").setAttribute("aria-hidden", "true"); // the figure as a whole carries the text
      this.view?.finalize();
      this.stage.querySelectorAll(".hr-live").forEach((old) => old !== layer && old.remove());
      [this.view, this.variant] = [result.view, variant];
      this.stage.classList.add("hr-is-live");
      this.form?.querySelectorAll(":disabled").forEach((input) => { input.disabled = false; });
      await this.answer();
      this.chart.dataset.state = "live";
    }

    // The page became wider or narrower: draw the other variant, with the same inputs.
    resized() {
      if (this.view && this.shown() !== this.variant) {
        this.running = null;
        this.hydrate();
      }
    }

    // Give several inputs new values at once.
    async set(values, preset = "") {
      Object.assign(this.values, values);
      for (const control of this.controls) control.show(this.values, preset);
      if (!this.view) return;
      for (const [name, value] of Object.entries(values)) this.view.signal(name, value);
      await this.answer();
      remember(this);
    }

    // Let chart and sentence follow the inputs.
    async answer() {
      await this.view.runAsync();
      for (const output of this.chart.querySelectorAll(".hr-value")) {
        const value = this.view.signal(output.dataset.signal);
        output.textContent = write(value, output.dataset.format);
        output.dataset.value = String(value);
      }
    }
  }

  // --- an input -----------------------------------------------------------------------------------------------------

  class Control {
    constructor(node, figure) {
      this.node = node;
      this.figure = figure;
      ({ kind: this.kind, param: this.param, format: this.format } = node.dataset);
      [this.min, this.max] = [Number(node.dataset.min), Number(node.dataset.max)];
      this.range = node.querySelector("input[type=range]");
      this.box = node.querySelector(".hr-box");
      this.select = node.querySelector("select");
      this.range?.addEventListener("input", () => this.change(this.fromPosition(Number(this.range.value))));
      this.box?.addEventListener("change", () => this.typed());
      this.box?.addEventListener("keydown", (event) => { if (event.key === "Enter") this.typed(); });
      this.select?.addEventListener("change", () => this.chosen());
    }

    fromPosition(position) {
      if (this.node.dataset.scale !== "log") return position;
      const [low, high] = [Math.log(this.min), Math.log(this.max)];
      if (position <= 0) return this.min;
      if (position >= SLIDER_STEPS) return this.max;
      return Number(Math.exp(low + ((high - low) * position) / SLIDER_STEPS).toPrecision(4));
    }

    toPosition(value) {
      if (this.node.dataset.scale !== "log") return value;
      const [low, high] = [Math.log(this.min), Math.log(this.max)];
      return Math.round((SLIDER_STEPS * (Math.log(value) - low)) / (high - low));
    }

    change(value) {
      return this.figure.set({ [this.param]: value });
    }

    typed() {
      if (this.box.value === this.written) return;
      const value = read(this.box.value, this.format);
      const known = Number.isFinite(value);
      this.change(known ? Math.min(this.max, Math.max(this.min, value)) : this.figure.values[this.param]);
    }

    chosen() {
      if (this.kind === "choice") return this.change(Number(this.select.value));
      const option = this.select.selectedOptions[0];
      if (!option.dataset.values) return undefined;
      return this.figure.set(JSON.parse(option.dataset.values), option.textContent);
    }

    show(values, preset) {
      if (this.kind === "preset") {
        this.select.value = preset;
      } else if (this.kind === "choice") {
        const match = [...this.select.options].find((option) => Number(option.value) === values[this.param]);
        if (match) this.select.value = match.value;
      } else {
        const value = values[this.param];
        this.written = write(value, this.format);
        this.range.value = this.toPosition(value);
        this.range.setAttribute("aria-valuetext", this.written);
        this.box.value = this.written;
      }
    }
  }

  // --- inputs in the address: #fig-id?mfu=0.5&params=1e9 -------------------------------------------------------------

  function address(figure) {
    const defaults = figure.defaults();
    const changed = Object.entries(figure.values).filter(([name, value]) => value !== defaults[name]);
    return `#fig-${figure.id}` + (changed.length ? "?" + new URLSearchParams(changed) : "");
  }

  let waiting;

  function remember(figure) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      try {
        history.replaceState(null, "", address(figure));
      } catch { /* a page opened as a file may not change its address */ }
    }, 250);
  }

  function restore(figures) {
    const found = /^#fig-([^?]+)\?(.*)$/.exec(decodeURI(location.hash));
    const figure = found && figures.find(({ id }) => id === found[1]);
    if (!figure) return;
    const values = {};
    for (const [name, text] of new URLSearchParams(found[2])) {
      const control = figure.controls.find(({ param }) => param === name);
      const value = Number(text);
      if (!control || !Number.isFinite(value)) continue;
      if (control.kind === "slider") values[name] = Math.min(control.max, Math.max(control.min, value));
      else if ([...control.select.options].some((option) => Number(option.value) === value)) values[name] = value;
    }
    figure.set(values);
    figure.hydrate();
    document.getElementById(`fig-${figure.id}`).scrollIntoView();
  }

  // --- copying ------------------------------------------------------------------------------------------------------

  async function copy(button) {
    const block = button.previousElementSibling;
    const figure = button.dataset.copy === "state" && figures.find(({ form }) => form === button.closest("form"));
    const text = figure ? location.href.split("#")[0] + address(figure) : block.textContent;
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copying is not allowed here";
    }
    setTimeout(() => { button.textContent = label; }, 1600);
  }

  // --- cards of numbers and terms -----------------------------------------------------------------------------------

  // Keep a card inside the window; Escape closes it (WCAG 1.4.13).
  function place(owner) {
    const card = owner.querySelector(".num-card");
    if (!card) return;
    card.style.setProperty("--shift", "0px");
    card.classList.remove("num-card--below");
    const box = card.getBoundingClientRect();
    if (box.top < 8) card.classList.add("num-card--below");
    const over = box.right - (document.documentElement.clientWidth - 8);
    const shift = over > 0 ? -over : Math.max(0, 8 - box.left);
    card.style.setProperty("--shift", `${shift}px`);
  }

  function cards() {
    for (const owner of document.querySelectorAll(".num, .term")) {
      for (const event of ["pointerenter", "focusin"]) {
        owner.addEventListener(event, () => {
          owner.classList.remove("num--closed");
          place(owner);
        });
      }
    }
    for (const term of document.querySelectorAll(".term")) tappable(term);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const open = document.querySelectorAll(":is(.num, .term):is(:hover, :focus-within)");
      open.forEach((owner) => owner.classList.add("num--closed"));
    });
  }

  // A term is a link: by touch, the first tap opens its card, and the next one follows it.
  function tappable(term) {
    let follow = true;
    term.addEventListener("pointerdown", ({ pointerType }) => {
      follow = pointerType !== "touch" || term.contains(document.activeElement);
    });
    term.addEventListener("click", (event) => {
      if (!follow) {
        event.preventDefault();
        term.firstElementChild.focus();
      }
      follow = true; // what is pressed next may be a key
    });
  }

  // What scrolls sideways can be scrolled with the keyboard.
  function scrollers() {
    for (const box of document.querySelectorAll(".hr-math, .hr-table, div.cell_output .output, .hr-cite pre, div.highlight pre")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    }
  }

  // --- a frozen edition, and what later ones changed of it -----------------------------------------------------------

  const KINDS = { figure: "figure", headline: "headline result", verdict: "verdict", "verdict when stated": "verdict" };

  // Only at its own address does an edition ask what became of it: as a file, or as the latest one, it asks nothing.
  async function superseded() {
    const edition = document.querySelector("[data-edition]")?.dataset.edition;
    const root = new URL(document.documentElement.dataset.content_root, location.href);
    if (!edition || !location.protocol.startsWith("http") || !root.pathname.endsWith(`/${edition}/`)) return;
    try {
      const known = await (await fetch(new URL("../editions.json", root))).json();
      if (known.latest !== edition) tell(known, edition, root);
    } catch { /* a copy of one edition alone */ }
  }

  function tell(known, edition, root) {
    const page = location.href.split(/[?#]/)[0].slice(root.href.length) || "index.html";
    const { pages, changes } = known.editions[edition];
    const here = changes.filter((change) => change.pages.includes(page));
    const newest = new URL(`../latest/${known.files.includes(page) ? page : ""}`, root);
    document.querySelector(".bd-article").prepend(banner(edition, known.latest, newest, pages.includes(page) ? here : null));
    const noted = new Set();
    for (const { kind, id, edition: later } of here) {
      const anchor = kind === "figure" ? `fig-${id}` : `claim-${id}`;
      const place = kind !== "headline" && document.getElementById(anchor);
      if (!place || noted.has(anchor)) continue;
      noted.add(anchor);
      const note = element("p", "hr-superseded", `Superseded in ${later}: this ${KINDS[kind]} changed. `);
      note.append(link(`${newest.href}#${anchor}`, `See it in ${known.latest}`));
      const caption = place.querySelector("figcaption");
      if (caption) caption.before(note);
      else place.prepend(note);
    }
  }

  // What stands above a page; of one that shows no results (`changes` is null), only which edition is the newest.
  function banner(edition, latest, newest, changes) {
    const box = element("aside", "hr-superseded hr-superseded--page", `This is edition ${edition}; the newest is `);
    box.setAttribute("aria-label", "A later edition");
    box.append(link(newest.href, latest), ". ");
    if (!changes) return box;
    if (!changes.length) {
      box.append("No figure, headline result or verdict of this page has changed since.");
      return box;
    }
    const ids = {};
    for (const { kind, id } of changes) (ids[KINDS[kind]] ??= new Set()).add(id);
    const counts = Object.entries(ids).map(([kind, of]) => `${of.size} ${kind}${of.size > 1 ? "s" : ""}`);
    box.append(`Since then ${counts.join(", ").replace(/, ([^,]*)$/, " and $1")} of this page changed.`);
    const details = element("details", "", "");
    const list = element("ul", "", "");
    details.append(element("summary", "", "What changed"), list);
    for (const { edition: later, kind, label, before, after } of changes) {
      const item = element("li", "", "");
      item.append(element("strong", "", label), ` (${KINDS[kind]}, ${later}): ${before} → ${after}`);
      list.append(item);
    }
    box.append(details);
    return box;
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  function link(href, text) {
    const made = element("a", "", text);
    made.href = href;
    return made;
  }

  // --- start --------------------------------------------------------------------------------------------------------

  const figures = [];

  // A source that the page cites again has its entry at the first link alone; the others get it here.
  function entries() {
    const told = new Map();
    for (const link of document.querySelectorAll('a[href*="#ref-"]')) {
      const key = link.getAttribute("href");
      if (link.title) told.set(key, link.title);
      else if (told.has(key)) link.title = told.get(key);
    }
  }

  function start() {
    for (const chart of document.querySelectorAll(".hr-chart")) figures.push(new Figure(chart));
    const near = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) figures.find(({ chart }) => chart === target).hydrate();
      }
    }, { rootMargin: NEAR });
    const sizes = new ResizeObserver((entries) => {
      for (const { target } of entries) figures.find(({ chart }) => chart === target).resized();
    });
    for (const figure of figures) {
      sizes.observe(figure.chart);
      if (figure.chart.dataset.hydrate === "near") near.observe(figure.chart);
      for (const event of ["pointerenter", "touchstart", "focusin"]) {
        figure.stage.addEventListener(event, () => figure.hydrate(), { once: true, passive: true });
      }
    }
    restore(figures);
    window.addEventListener("hashchange", () => restore(figures));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-copy]");
      if (button) copy(button);
    });
    superseded();
    entries();
    cards();
    scrollers();
    window.headroom = { figures };
  }

  start();
})();
