"""What can be read of a figure, measured on its artists."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

SMALLEST = 4.5
"""Points."""


def drawn(figure: Figure) -> list[Text]:
    """Return the texts of a figure as drawn; a tick beyond the limits of its axis is not."""
    figure.draw_without_rendering()
    beyond = {
        text
        for ax in figure.findobj(Axes)
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        for text in (tick.label1, tick.label2)
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    texts = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip())
    return [text for text in texts if text not in beyond]


def assert_legible(ax: Axes, smallest: float = SMALLEST) -> None:
    """Every text inside the figure, no two labels over one another, letters large enough."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    texts = drawn(figure)
    frame = figure.bbox.padded(0.5)
    for text in texts:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1, text.get_text()
        assert frame.y0 <= box.y0 and box.y1 <= frame.y1, text.get_text()
        assert text.get_fontsize() >= smallest, text.get_text()
    apart = set(ticks_and_legend(ax))
    for below in ax.child_axes:
        apart |= set(ticks_and_legend(below))
    written = {text for each in (ax, *ax.child_axes) for text in (each.xaxis.label, each.yaxis.label, *titles(each))}
    apart = [text for text in texts if text in apart | written]
    for one, other in combinations(apart, 2):
        first, second = (text.get_window_extent().padded(-0.5) for text in (one, other))
        assert not first.overlaps(second), (one.get_text(), other.get_text())


def ticks_and_legend(ax: Axes) -> list[Text]:
    labels = [text for text in (*ax.get_xticklabels(), *ax.get_yticklabels()) if text.get_text()]
    return [*labels, *(ax.get_legend().get_texts() if ax.get_legend() else [])]


def titles(ax: Axes) -> list[Text]:
    return [ax.title, ax._left_title, ax._right_title]  # type: ignore[attr-defined]
