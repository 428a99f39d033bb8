"""Which edition the pages are of, or whose World; what every footer says of it; and which page is its newest.

Pages of an edition are the same bytes at its own address and at the latest one: the newest is canonical.
"""

from __future__ import annotations

import os
from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from headroom.evidence import EvidenceError, UnknownError, World
from headroom.report.publication import LATEST, SITE, as_site, standing, version


def footer(shown: dict[str, str]) -> str:
    """What stands at the foot of every page: the edition, or that it is none."""
    of = f"Data as of {shown['as_of']}, {shown['world']}."
    if "own" in shown:
        own = f"{shown['own']}, by Headroom {shown['edition']}"
        return f'<p class="hr-edition">No edition: {escape(own)}. {escape(of)}</p>'
    said = version(shown)
    return f'<p class="hr-edition" data-edition="{shown["edition"]}">{said[0].upper()}{said[1:]}. {escape(of)}</p>'


def newest(config: Config) -> str:
    """The address of the newest edition; nothing where it is not known where editions lie."""
    return f"{config.html_baseurl}{LATEST}/" if config.html_baseurl else ""


def _tell(app: Sphinx, config: Config) -> None:
    """Set the address of the site and the footer of all pages."""
    config.html_baseurl = as_site(os.environ.get(SITE, "") or config.html_baseurl)
    try:
        shown = standing(World.current())
    except (EvidenceError, UnknownError) as error:
        raise ExtensionError(str(error)) from error
    config.html_theme_options = {**config.html_theme_options, "extra_footer": footer(shown)}


def _canonical(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Name the newest version of a page, where the address of the site is known."""
    site = newest(app.config)
    context["pageurl"] = f"{site}{app.builder.get_target_uri(page)}" if site else None


def setup(app: Sphinx) -> None:
    """Register the footer and the canonical address."""
    app.connect("config-inited", _tell, priority=400)
    app.connect("html-page-context", _canonical)
