"""Where a plot is drawn: the axes it was handed, or axes of its own of the right height."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from math import ceil
from typing import cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from textkit.plots.colours import FRAME
from textkit.plots.labels import Lang, broken, label, text_columns
from textkit.plots.style import FAMILY, figure_style, missing_characters, register_font

POINTS_PER_INCH = 72
TALLEST = 9.4
"""Inches; a page of a journal holds no more."""
SMALLEST = 4.5
"""Points; smaller letters are left out."""
LINE = 1.1
"""From line to line of a label; Chinese letters fill the whole height of theirs."""
LACKING = "〓"
"""Drawn for a character that the font lacks, as typesetters do."""


@contextmanager
def canvas(ax: Axes | None, lang: Lang, rows: int, *, lines: int = 1, extra: float = 5.0) -> Iterator[Axes]:
    """Give the axes to draw on, with the shipped font for every text made inside.

    Parameters
    ----------
    rows, lines
        How many rows the plot has, and how many lines the longest label of a row.
    extra
        Height above and below the rows, in lines of text.
    """
    register_font()
    # Labels come from the corpus: a dollar sign in one is no formula.
    with ExitStack() as stack:
        if ax is None and mpl.rcParams["font.family"] != [FAMILY]:
            stack.enter_context(figure_style(lang=lang))
        stack.enter_context(mpl.rc_context({"font.family": [FAMILY], "text.parse_math": False}))
        if ax is None:
            line = tick_size() * 1.25 / POINTS_PER_INCH
            height = min(line * (max(rows, 3) * (lines + 0.45) + extra), TALLEST)
            figure = Figure(figsize=(mpl.rcParams["figure.figsize"][0], height), layout="constrained")
            ax = figure.add_subplot()
        for axis in (ax.xaxis, ax.yaxis):
            axis.label.set_fontfamily(FAMILY)
        with warnings.catch_warnings():
            # One warning that names them all, in place of one for each and each time it is measured.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            yield ax
        _replace_missing(ax)


def _replace_missing(ax: Axes) -> None:
    """Draw what the font lacks as `LACKING`, and say so once."""
    texts = [(text, missing_characters(text.get_text())) for text in ax.findobj(Text)]
    lacking = "".join(sorted({character for _, lacks in texts for character in lacks}))
    if not lacking:
        return
    replaced = str.maketrans(dict.fromkeys(lacking, LACKING))
    for text, lacks in texts:
        if lacks:
            text.set_text(text.get_text().translate(replaced))
    for axis in (ax.xaxis, ax.yaxis):
        # Labels of ticks come from their formatter each time they are drawn.
        said = [text.get_text().translate(replaced) for text in axis.get_ticklabels()]
        if any(LACKING in text for text in said):
            sizes = [text.get_fontsize() for text in axis.get_ticklabels()]
            axis.set_ticks(axis.get_ticklocs(), said)
            for text, size in zip(axis.get_ticklabels(), sizes, strict=True):
                text.set_fontsize(size)
    warnings.warn(f"the font of the figures lacks {' '.join(lacking)}: drawn as {LACKING}", stacklevel=5)


def tick_size() -> float:
    """Return the size of tick labels in points."""
    return FontProperties(size=mpl.rcParams["ytick.labelsize"]).get_size_in_points()


def row_labels(texts: Sequence[str], *, narrow: int = 22, wide: int = 40) -> list[str]:
    """Break the labels of rows for the width of the figure at hand."""
    roomy = mpl.rcParams["figure.figsize"][0] * POINTS_PER_INCH / tick_size() > 45
    return [broken(text, wide if roomy else narrow) for text in texts]


def most_lines(texts: Sequence[str]) -> int:
    """Return the number of lines of the tallest label."""
    return max((text.count("\n") + 1 for text in texts), default=1)


def most_rows(*, extra: float = 6.0) -> int:
    """Return how many rows of one line can be read in the tallest figure, with `extra` lines above and below them.

    Letters may shrink to three quarters: marks of smaller rows would touch one another.
    """
    least = max(SMALLEST, tick_size() * 0.75)
    return int((TALLEST * POINTS_PER_INCH - extra * tick_size() * 1.25) / (least * 1.2))


def can_be_read(texts: Sequence[str], *, extra: float = 6.0) -> bool:
    """Return whether labels of rows can be read in the tallest figure, with `extra` lines above and below them."""
    return len(texts) * most_lines(texts) <= most_rows(extra=extra)


def column_lines(texts: Sequence[str]) -> float:
    """Return how many lines of text the labels of columns will take, upright where they are too wide."""
    widest = max(map(text_columns, texts), default=0) * tick_size() * 0.55
    width = mpl.rcParams["figure.figsize"][0] * POINTS_PER_INCH * 0.62 / max(len(texts), 1)
    return 2.0 if widest < width else widest / (tick_size() * 1.25)


def set_rows(ax: Axes, texts: Sequence[str]) -> None:
    """Label the rows from the top down, in letters small enough not to touch; if they were too small, not every row."""
    ax.set_yticks(range(len(texts)), texts, fontfamily=FAMILY, linespacing=LINE)
    ax.set_ylim(len(texts) - 0.5, -0.5)
    # a mark at the very left stands half outside of the axes
    ax.tick_params(axis="y", length=0, pad=mpl.rcParams["lines.markersize"] * 0.5 + 2.0)
    settle(ax)
    _, height = cell_size(ax, 1, len(texts))
    fitting = height / (most_lines(texts) * 1.2)
    if fitting < SMALLEST:
        every = ceil(SMALLEST / fitting)
        ax.set_yticks(range(0, len(texts), every), texts[::every], fontfamily=FAMILY, linespacing=LINE)
        fitting *= every
    if fitting < tick_size():
        for text in ax.get_yticklabels():
            text.set_fontsize(fitting)


def no_data(ax: Axes, lang: Lang) -> Axes:
    """Say that there is nothing to draw."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, label("axis", "no_data", lang), ha="center", va="center", transform=ax.transAxes)
    return ax


def settle(ax: Axes) -> None:
    """Lay the figure out, so that what is measured next is what will be drawn."""
    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.draw_without_rendering()


def cell_size(ax: Axes, columns: int, rows: int) -> tuple[float, float]:
    """Return width and height of one cell in points."""
    box = ax.get_window_extent()
    figure = cast(Figure, ax.get_figure(root=True))
    scale = POINTS_PER_INCH / figure.dpi
    return box.width * scale / max(columns, 1), box.height * scale / max(rows, 1)


def legend(ax: Axes, handles: Sequence[Artist], *, handlelength: float | None = None) -> None:
    """Put a legend above the axes, in as many columns as the figure is wide enough for.

    `handlelength` is that of its lines in letters, where they are to show dashes.
    """
    figure = cast(Figure, ax.get_figure(root=True))
    for columns in range(len(handles), 0, -1):
        drawn = ax.legend(
            handles=handles,
            ncols=columns,
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            borderaxespad=0.3,
            handlelength=handlelength,
            prop={"family": FAMILY, "size": mpl.rcParams["legend.fontsize"]},
        )
        # A legend wider than the figure would leave the layout no room for the axes.
        drawn.set_in_layout(False)
        settle(ax)
        if columns == 1 or drawn.get_window_extent().x0 >= figure.bbox.x0:
            drawn.set_in_layout(True)
            settle(ax)
            return


def set_columns(ax: Axes, texts: Sequence[str], counts: Sequence[str]) -> None:
    """Label the columns with their n below, upright where they would touch."""
    ax.set_xlim(-0.5, len(texts) - 0.5)
    ax.tick_params(axis="x", length=0)
    joined = [f"{text}\n{n}" if n else text for text, n in zip(texts, counts, strict=True)]
    ax.set_xticks(range(len(texts)), joined, fontfamily=FAMILY)
    settle(ax)
    width, _ = cell_size(ax, len(texts), 1)
    figure = cast(Figure, ax.get_figure(root=True))
    widest = max(text.get_window_extent().width for text in ax.get_xticklabels())
    if widest * POINTS_PER_INCH / figure.dpi < width * 0.95:
        return
    upright = [f"{text} ({n})" if n else text for text, n in zip(texts, counts, strict=True)]
    ax.set_xticks(range(len(texts)), upright, fontfamily=FAMILY, rotation=90)
    settle(ax)
    width, _ = cell_size(ax, len(texts), 1)
    every = ceil(SMALLEST * 1.15 / width)
    ax.set_xticks(range(0, len(texts), every), upright[::every], fontfamily=FAMILY, rotation=90)
    for text in ax.get_xticklabels():
        text.set_fontsize(min(tick_size(), width * every / 1.15))


def grid_lines(ax: Axes) -> None:
    """Draw light vertical lines behind the marks."""
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=FRAME, alpha=0.3, linewidth=0.4)
