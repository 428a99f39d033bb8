"""Type: one family for page and charts, and a mathematical font for MathML, both taken out of installed packages.

The text family is Source Sans Pro (package ``font-source-sans-pro``), the mathematical font STIX Two Math (package
``ziamath``), both under the SIL Open Font License. Subsets are made at build and carry a name of ours, since the
licence reserves the original names for unmodified fonts. Nothing of them is kept in the repository.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

CHART_FONTS = "fonts"  # folder of the store with the fonts for charts
FAMILY = "Headroom Sans"
MATH_FAMILY = "Headroom Math"
FACES = {  # file of the package: (weight, style)
    "SourceSansPro-Regular": (400, "normal"),
    "SourceSansPro-It": (400, "italic"),
    "SourceSansPro-Semibold": (600, "normal"),
    "SourceSansPro-SemiboldIt": (600, "italic"),
}
TEXT_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A
    (0x2B0, 0x2FF),
    (0x370, 0x3FF),  # Greek
    (0x2010, 0x205F),  # punctuation, dashes, quotation marks
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),
    (0x2100, 0x2193),
    (0x2200, 0x22FF),
    (0x25A0, 0x25FF),
    (0x2713, 0x2718),
)
MATH_SIGNS = "".join(map(chr, range(0x20, 0x7F))) + "√−×·⋅⁡⁢∑∏∫‖⌈⌉⌊⌋⏞⏟‾¯→←"  # drawn without standing in the source
TEXT_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum")


def _package_file(package: str, *parts: str) -> Path:
    """A file shipped in an installed package, without importing the package."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise FileNotFoundError(f'package {package} is not installed: pip install "headroom-report[book]"')
    return Path(found.origin).parent.joinpath(*parts)


def text_font(face: str) -> Path:
    """The TrueType file of one face of the text family."""
    return _package_file("font_source_sans_pro", "files", f"{face}.ttf")


def math_font() -> Path:
    """The font with a MATH table."""
    return _package_file("ziamath", "fonts", "STIXTwoMath-Regular.ttf")


def _name(font: TTFont, family: str, weight: int, style: str) -> None:
    """Give a subset a name of ours, keeping copyright (0), trademark (7) and licence (13, 14)."""
    face = {(400, "normal"): "Regular", (400, "italic"): "Italic", (600, "normal"): "SemiBold"}.get(
        (weight, style), "SemiBold Italic"
    )
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 7, 13, 14)]
    postscript = f"{family}-{face}".replace(" ", "")
    texts = {1: family, 2: face, 3: postscript, 4: f"{family} {face}", 6: postscript, 16: family, 17: face}
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)


def _subset(source: Path, characters: set[int], features: tuple[str, ...]) -> tuple[TTFont, subset.Options]:
    """The part of a font that a page needs."""
    options = subset.Options(layout_features=features, hinting=False, notdef_outline=True, name_IDs=["*"])
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font, options


def _save(font: TTFont, options: subset.Options, target: Path, flavor: str | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    options.flavor = flavor
    subset.save_font(font, str(target), options)


def text_characters() -> set[int]:
    """The characters that the text subsets carry."""
    return {code for low, high in TEXT_RANGES for code in range(low, high + 1)}


def write_text_fonts(static: Path, charts: Path) -> None:
    """Write the web fonts into `static` and the same faces, for vl-convert, into `charts`; skip what is there."""
    for face, (weight, style) in FACES.items():
        web, plain = static / f"headroom-{weight}-{style}.woff2", charts / f"headroom-{weight}-{style}.ttf"
        if web.exists() and plain.exists():
            continue
        font, options = _subset(text_font(face), text_characters(), TEXT_FEATURES)
        _name(font, FAMILY, weight, style)
        _save(font, options, plain, None)
        _save(font, options, web, "woff2")


def write_math_font(target: Path, texts: set[str]) -> None:
    """Write the mathematical font with the glyphs of some texts (letters also in mathematical italic)."""
    codes = {ord(character) for text in texts for character in text}
    codes |= {italic for code in codes if (italic := _math_italic(code))} | {ord(sign) for sign in MATH_SIGNS}
    font, options = _subset(math_font(), codes, ("*",))
    _name(font, MATH_FAMILY, 400, "normal")
    _save(font, options, target, "woff2")


def _math_italic(code: int) -> int | None:
    """The mathematical-italic form that a browser takes for a one-letter identifier."""
    if code == ord("h"):
        return 0x210E
    for first, last, italic in ((ord("A"), ord("Z"), 0x1D434), (ord("a"), ord("z"), 0x1D44E), (0x3B1, 0x3C9, 0x1D6FC)):
        if first <= code <= last:
            return italic + code - first
    return None


def font_css() -> str:
    """The @font-face rules for the files that `write_text_fonts` and `write_math_font` make."""
    rules = [
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};font-display:swap;'
        f'src:url("headroom-{weight}-{style}.woff2") format("woff2")}}'
        for weight, style in FACES.values()
    ]
    rules.append(
        f'@font-face{{font-family:"{MATH_FAMILY}";font-display:swap;src:url("headroom-math.woff2") format("woff2")}}'
    )
    return "\n".join(rules) + "\n"


@lru_cache
def _advances(weight: int) -> tuple[dict[int, int], dict[str, tuple[int, int]], int]:
    face = next(name for name, (w, style) in FACES.items() if w == weight and style == "normal")
    font = TTFont(text_font(face), lazy=True)
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width of a line of text [px] at a font size [px], without kerning."""
    glyphs, metrics, em = _advances(weight)
    return sum(metrics[glyphs.get(ord(character), ".notdef")][0] for character in text) * size / em


def wrap(text: str, size: float, width: float, weight: int = 400) -> list[str]:
    """Break a text into lines no wider than `width` [px]."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size, weight) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
