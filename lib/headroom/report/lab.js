// Writes numbers into the text of a notebook in JupyterLab, where {glue}`key` would stand. It comes with a table
// of numbers and stands right behind it; later tables add to what earlier ones gave.
(() => {
  const table = document.currentScript.previousElementSibling;
  const notebook = table.closest(".jp-Notebook") ?? document.body;

  function fill() {
    for (const code of notebook.querySelectorAll("code")) {
      const before = code.previousSibling;
      const role = before?.nodeType === Node.TEXT_NODE && before.data.endsWith("{glue}");
      if (!role || !notebook.numbers.has(code.textContent)) continue;
      before.data = before.data.slice(0, -"{glue}".length);
      const place = document.createElement("span");
      place.dataset.glued = code.textContent;
      place.innerHTML = notebook.numbers.get(code.textContent);
      code.replaceWith(place);
    }
  }

  function tooltip(event) {
    const number = event.target.closest?.(".num");
    if (number) number.title = number.querySelector(".num-card").textContent;
  }

  if (!notebook.numbers) {
    notebook.numbers = new Map();
    notebook.addEventListener("mouseover", tooltip);
    new MutationObserver(fill).observe(notebook, { childList: true, subtree: true }); // text is rendered anew at times
  }
  for (const cell of table.querySelectorAll("[data-number]")) {
    notebook.numbers.set(cell.dataset.number, cell.innerHTML);
    for (const place of notebook.querySelectorAll(`[data-glued="${cell.dataset.number}"]`)) {
      place.innerHTML = cell.innerHTML;
    }
  }
  fill();
})();
