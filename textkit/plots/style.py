"""The look of the figures: widths, sizes, colours and the font that is shipped along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import matplotlib as mpl
from matplotlib import font_manager

from textkit.plots.colours import FRAME, INK
from textkit.plots.labels import Lang

Width = Literal["single", "double", "slide"]

WIDTHS: dict[Width, float] = {"single": 84.0, "double": 174.0, "slide": 254.0}
"""Width of a figure in millimetres: one column, two columns, a slide."""
SIZES: dict[Width, tuple[float, float]] = {"single": (7.0, 6.0), "double": (8.0, 7.0), "slide": (16.0, 14.0)}
"""Font size in points: of text, and of tick labels and legends."""

FAMILY = "Textkit Sans SC"


@contextmanager
def figure_style(width: Width = "single", lang: Lang = "en") -> Iterator[None]:
    """Draw figures of a paper or a slide inside this context.

    Parameters
    ----------
    width
        ``single`` (84 mm), ``double`` (174 mm) or ``slide`` (254 mm).
    lang
        Chinese takes half a point more, since its characters hold more strokes.

    Raises
    ------
    ValueError
        If the width or the language is not one of these.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> with figure_style("single", lang="zh"):
    ...     figure = Figure()
    >>> round(figure.get_figwidth() * 25.4)
    84
    """
    with mpl.rc_context(_settings(width, lang)):
        yield


def _settings(width: Width, lang: Lang) -> dict[Any, Any]:
    if width not in WIDTHS:
        raise ValueError(f"width {width!r}: one of {', '.join(WIDTHS)}")
    if lang not in ("en", "zh"):
        raise ValueError(f"lang {lang!r}: one of en, zh")
    register_font()
    text, small = (size + (0.5 if lang == "zh" else 0.0) for size in SIZES[width])
    inches = WIDTHS[width] / 25.4
    return {
        **VECTOR,
        "figure.figsize": (inches, inches * 0.75),
        "figure.dpi": 100,
        "savefig.dpi": 300,
        "savefig.bbox": None,
        "font.family": [FAMILY],
        "font.size": text,
        "axes.labelsize": text,
        "axes.titlesize": text,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "legend.fontsize": small,
        "legend.frameon": False,
        "legend.handlelength": 1.2,
        "legend.columnspacing": 1.0,
        "axes.unicode_minus": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": text / 14,
        "axes.edgecolor": FRAME,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": FRAME,
        "ytick.color": FRAME,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "lines.linewidth": text / 7,
        "lines.markersize": text * 0.65,
        "hatch.linewidth": 0.4,
    }


VECTOR: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "textkit",
}
"""Text stays text: TrueType in PDF, characters in SVG."""


@cache
def register_font() -> None:
    """Make the shipped font known to matplotlib, once."""
    with as_file(files("textkit") / "resources" / "fonts" / "TextkitSansSC-Regular.ttf") as path:
        font_manager.fontManager.addfont(path)


def missing_characters(text: str) -> str:
    """Return the characters of `text` that the shipped font cannot draw; line breaks are none.

    Examples
    --------
    >>> missing_characters("政府信息公开")
    ''
    """
    return "".join(sorted(set(text) - _drawn() - {"\n"}))


@cache
def _drawn() -> frozenset[str]:
    from matplotlib.ft2font import FT2Font

    with as_file(files("textkit") / "resources" / "fonts" / "TextkitSansSC-Regular.ttf") as path:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
