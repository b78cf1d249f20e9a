"""Figure of the sample: how many files became analysed reports, and why the others did not."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from textkit.plots.canvas import POINTS_PER_INCH, canvas, no_data, tick_size
from textkit.plots.colours import FRAME, INK, NOTHING
from textkit.plots.labels import Lang, broken, label
from textkit.records import require

BOX, MIDDLE, SIDE = 2.6, 0.19, 0.42
"""Height of a box in lines, middle of the way and begin of what is lost in shares of the width."""
MOST_REASONS = 6
"""Named beside one step; the others are summed up."""


def plot_sample_flow(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    r"""Draw the way from files to analysed reports as boxes, what is lost on the way beside them.

    Parameters
    ----------
    data
        In order, a row per step: `step` (files, reports, analysed, with_items …), `n`, `reason` missing; and a
        row per reason why some did not come that far: `step` (the one not reached), `reason`, `n`.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"step": ["files", "reports", "reports"], "reason": [None, None, "扫描件"], "n": [9, 7, 2]})
    >>> [text.get_text() for text in plot_sample_flow(data, lang="zh").texts if text.get_text()]
    ['文件或表中的行\nn = 9', '扫描件 (n = 2)', '读出的报告\nn = 7']
    """
    require(data, ("step", "reason", "n"), made_by="textkit.figures")
    data = data.dropna(subset=["step", "n"])
    steps = data.loc[data["reason"].isna()]
    lost = [_reasons(data.loc[(data["step"] == step) & data["reason"].notna()], lang) for step in steps["step"]]
    gaps = [0.0, *(max(1.2, text.count("\n") + 2.2 if text else 0.0) for text in lost[1:])]
    tall = sum(gaps) + BOX * len(lost)
    with canvas(ax, lang, round(tall * 0.8), extra=1.0) as ax:
        if steps.empty:
            return no_data(ax, lang)
        ax.set_axis_off()
        ax.set_xlim(0, 1)
        ax.set_ylim(tall + 0.1, -0.1)
        top = 0.0
        for step, n, text, gap in zip(steps["step"], steps["n"], lost, gaps, strict=True):
            if gap:
                arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}
                ax.annotate("", (MIDDLE, top + gap), (MIDDLE, top), arrowprops=arrow)
            if text:
                ax.plot([MIDDLE, SIDE], [top + gap / 2] * 2, color=FRAME, linewidth=0.7)
                _box(ax, (SIDE, 1 - SIDE), top + 0.4, gap - 0.8, text, NOTHING)
            top += gap
            _box(ax, (0.0, 2 * MIDDLE), top, BOX, f"{label('step', step, lang)}\nn = {int(n):,}", "#ffffff")
            top += BOX
        return ax


def _reasons(data: pd.DataFrame, lang: Lang) -> str:
    """Return a line per reason, the most frequent first, each broken to the width of its box."""
    ranked = data.sort_values("n", ascending=False, kind="stable")
    said = [(str(reason), int(n)) for reason, n in zip(ranked["reason"], ranked["n"], strict=True)]
    if len(said) > MOST_REASONS:
        rest = sum(n for _, n in said[MOST_REASONS - 1 :])
        said = [*said[: MOST_REASONS - 1], (label("axis", "other_reasons", lang), rest)]
    width = mpl.rcParams["figure.figsize"][0] * POINTS_PER_INCH * (1 - SIDE) * 0.9
    columns = int(width / (tick_size() * 0.55))
    return "\n".join(broken(f"{reason} (n = {n:,})", columns) for reason, n in said)


def _box(ax: Axes, across: tuple[float, float], top: float, height: float, text: str, colour: str) -> None:
    left, width = across
    box = Rectangle((left, top), width, height, facecolor=colour, edgecolor=FRAME, linewidth=0.7, clip_on=False)
    ax.add_patch(box)
    aside = colour == NOTHING
    place = (left + 0.015, "left") if aside else (left + width / 2, "center")
    ax.text(place[0], top + height / 2, text, ha=place[1], va="center", size=tick_size(), linespacing=1.15)
