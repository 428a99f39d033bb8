"""What JupyterLab is shown and the book is not: a look for numbers and verdicts, and the numbers of the text.

The book fills in ``{glue}`key` `` when it is built; plain JupyterLab shows these letters. There each table of numbers
brings a script that writes them into the text. Where no script runs (in other editors, say), the table can be opened.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

LAB_ONLY = "application/vnd.headroom.lab"  # MIME type that marks an output which the book leaves out


def show_look() -> None:
    """Give numbers and verdicts their look, for the whole notebook."""
    _show(f"<style>{_file('lab.css')}</style>", "The look of numbers and verdicts.")


def show_numbers(rows: dict[str, tuple[str, str, str]]) -> None:
    """Show the numbers of the text in a table that opens, and write them into the text.

    Parameters
    ----------
    rows
        Key of each number in the text: the number as HTML, as plain text, and what stands on its card.
    """
    lines = "".join(
        f"<tr><td><code>{escape(key)}</code></td>"
        f'<td data-number="{escape(key)}">{html}</td><td>{escape(card)}</td></tr>'
        for key, (html, _, card) in rows.items()
    )
    head = "<thead><tr><th>Key</th><th>Number</th><th>What it is</th></tr></thead>"
    table = f'<table class="hr-numbers">{head}<tbody>{lines}</tbody></table>'
    opened = f"<details><summary>Numbers of the text: {len(rows)}</summary>{table}</details>"
    plain = "\n".join(f"{key}: {text}" + (f" ({card})" if card else "") for key, (_, text, card) in rows.items())
    _show(f"{opened}<script>{_file('lab.js')}</script>", plain)


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _show(html: str, plain: str) -> None:
    from IPython.display import display  # not above: the command line needs no notebook

    display({LAB_ONLY: "", "text/html": html, "text/plain": plain}, raw=True)
