// The page of results: entries that hold all words asked for, those that hold them in their title first.
(function () {
  "use strict";

  const WEIGHT = { Section: 2, Figure: 3, Term: 4, Table: 3, Claim: 2, Formula: 1, Source: 0 };
  const AROUND = 110; // letters of the text shown on each side of a word
  const MOST = 60;
  const form = document.querySelector(".hr-search");
  const [list, told, box] = [document.querySelector(".hr-found"), form.querySelector("output"), form.elements.q];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let entries;

  // The index is loaded with the first word: by a script, so that it works in a page opened as a file, too.
  function load() {
    entries ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = form.dataset.index;
      script.onload = () => resolve(window.headroomSearch.map(([kind, title, page, href, text]) => ({
        kind, title, page, href, text, inTitle: ` ${plain(title)}`, inText: ` ${plain(text)}`,
      })));
      script.onerror = () => reject(new Error(`could not load ${script.src}`));
      document.head.append(script);
    });
    return entries;
  }

  // How well an entry answers; 0 where a word is missing. A word counts from its beginning, and more so in a title.
  function score(entry, words) {
    let sum = 0;
    for (const word of words) {
      const start = new RegExp(`[^\\p{L}\\p{N}]${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");
      if (start.test(entry.inTitle)) sum += 10;
      else if (start.test(entry.inText)) sum += 1;
      else return 0;
    }
    const whole = entry.inTitle.replace(/^ [\d.]+ /, "").trim() === words.join(" "); // but for the number of a section
    return sum / words.length + WEIGHT[entry.kind] / 10 + (whole ? 20 : 0);
  }

  function marked(text, words) {
    const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    const made = document.createElement("span");
    for (const [n, part] of text.split(new RegExp(`(${pattern})`, "iu")).entries()) {
      const piece = document.createElement(n % 2 ? "mark" : "span");
      piece.textContent = part;
      made.append(piece);
    }
    return made;
  }

  function around(entry, words) {
    const places = words.map((word) => entry.inText.indexOf(` ${word}`)).filter((place) => place >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const start = Math.max(0, first - AROUND);
    const end = first + 2 * AROUND;
    return `${start ? "…" : ""}${entry.text.slice(start, end).trim()}${end < entry.text.length ? "…" : ""}`;
  }

  function shown(entry, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = entry.href;
    link.append(marked(entry.title, words));
    const where = document.createElement("small");
    where.textContent = entry.title === entry.page ? entry.kind : `${entry.kind} · ${entry.page}`;
    const text = document.createElement("p");
    text.append(marked(around(entry, words), words));
    item.append(link, where, text);
    return item;
  }

  async function search() {
    const asked = box.value;
    const words = plain(asked).split(/\s+/).filter(Boolean);
    const known = words.length ? await load() : [];
    if (asked !== box.value) return;
    const found = known.map((entry) => [score(entry, words), entry]).filter(([of]) => of > 0);
    found.sort((a, b) => b[0] - a[0]);
    list.replaceChildren(...found.slice(0, MOST).map(([, entry]) => shown(entry, words)));
    const many = `${found.length} ${found.length === 1 ? "place" : "places"}`;
    told.textContent = !words.length ? "" : found.length > MOST ? `${many}; the first ${MOST} are shown` : many;
  }

  let waiting;
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", () => {
    search();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      try {
        history.replaceState(null, "", box.value ? `?${new URLSearchParams({ q: box.value })}` : location.pathname);
      } catch { /* a page opened as a file may not change its address */ }
    }, 250);
  });
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  search();
  box.focus();
})();
