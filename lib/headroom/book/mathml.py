"""Mathematics as MathML, made at build by math-core, with a font that carries just the glyphs in use."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from headroom.book import assets, fonts
from headroom.book.store import hashed, store

MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
logger = logging.getLogger(__name__)
_written: dict[str, str] = {}  # equations of the pages that this process writes, by their MathML
_converters = {display: LatexToMathML(annotation=display) for display in (False, True)}  # an equation can be copied


def _convert(self: HTML5Translator, node: nodes.Element, display: bool) -> str:
    latex = node.astext()
    try:
        made = _converters[display].convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        logger.warning("mathematics %r: %s", latex, error, location=node)
        return f"<code>{self.encode(latex)}</code>"
    _written[made] = f"$${latex}$$" if display else f"${latex}$"
    return made


def latex_of(mathml: str) -> str:
    """The TeX of an equation that this process has written, within its dollar signs; of another its letters."""
    return _written.get(mathml) or unescape(re.sub("<[^>]*>", "", mathml))


def _inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f'<span class="math">{_convert(self, node, display=False)}</span>')
    raise nodes.SkipNode


def _block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", "", CLASS="math hr-math"))
    self.body.append(_convert(self, node, display=True))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Make the font anew when the pages' mathematics has come to need other glyphs."""
    if exception or app.builder.format != "html":
        return
    pages = Path(app.outdir).rglob("*.html")
    texts = {text for page in pages for text in MATH.findall(page.read_text("utf-8"))}
    characters = "".join(sorted(set("".join(texts))))
    font = store(app) / "math" / f"{hashed(characters)}.woff2"
    if not font.exists():
        shutil.rmtree(font.parent, ignore_errors=True)
        fonts.write_math_font(font, {characters})
    target = Path(app.outdir) / "_static" / assets.MATH_FONT
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(font, target)


def setup(app: Sphinx) -> None:
    """Register the renderer."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.config.html_math_renderer = "mathml"
    app.connect("build-finished", _finish)
