// A form that filters a list: each item has what it is chosen by as data attributes, and its words are searched.
// What is chosen stands in the address ("?now=holds"), so that a view can be linked to.
(() => {
  "use strict";

  function arm(form) {
    const items = [...document.getElementById(form.dataset.filters).children];
    const output = form.querySelector("output");

    function apply() {
      const asked = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
      const { q = "", ...chosen } = asked;
      const words = q.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const item of items) {
        const text = item.textContent.toLowerCase();
        const fits = Object.entries(chosen).every(([name, value]) => item.dataset[name] === value)
          && words.every((word) => text.includes(word));
        item.hidden = !fits;
        shown += fits;
      }
      output.textContent = `${shown} of ${items.length}`;
      const query = new URLSearchParams(asked).toString();
      try {
        history.replaceState(null, "", (query ? `?${query}` : location.pathname.split("/").pop()) + location.hash);
      } catch { /* a page opened as a file may not change its address */ }
    }

    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements[name];
      if (field && (field.tagName === "INPUT" || [...field.options].some((option) => option.value === value))) {
        field.value = value;
      }
    }
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    // An item that is linked to is shown, whatever is chosen.
    window.addEventListener("hashchange", () => {
      if (document.querySelector(":target")?.hidden) form.reset();
    });
    form.hidden = false;
    apply();
  }

  document.querySelectorAll("form[data-filters]").forEach(arm);
})();
