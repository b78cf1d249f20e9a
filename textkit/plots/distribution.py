"""Figure of a distribution: an indicator of the reports of each group."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.plots.canvas import canvas, grid_lines, most_lines, no_data, row_labels, set_rows
from textkit.plots.colours import INK, SERIES_COLOURS
from textkit.plots.labels import Lang, group_name, in_order, label
from textkit.records import require

FEW = 5
"""Below this many values a box would claim more than they tell: only the values are drawn."""
GOLDEN = (5**0.5 - 1) / 2


def plot_distribution(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the values of an indicator by level, each report a dot, with median and quartiles.

    Parameters
    ----------
    data
        A row per report: `level` (or another group), `indicator` (one name), `value`, `report_id`; optionally
        `label`, the name of the indicator. Whiskers reach the last value within 1.5 times the quartiles' range
        (Tukey 1977).
    ax, lang
        See `plot_problems_measures`.

    Raises
    ------
    ValueError
        If the frame holds more than one indicator.

    Examples
    --------
    >>> data = pd.DataFrame({"report_id": ["a", "b"], "level": ["city"] * 2, "indicator": ["n_items"] * 2,
    ...     "value": [4, 7]})
    >>> [text.get_text() for text in plot_distribution(data, lang="zh").get_yticklabels()]
    ['市级 (n = 2)']
    """
    require(data, ("report_id", "level", "indicator", "value"), made_by="textkit.indicators")
    data = data.dropna(subset=["level", "value", "indicator"])
    indicators = list(pd.unique(data["indicator"]))
    if len(indicators) > 1:
        raise ValueError(f"{len(indicators)} indicators: choose one of {', '.join(map(str, indicators))}")
    groups = in_order(data["level"])
    values = [np.sort(data.loc[data["level"] == group, "value"].astype(float).to_numpy()) for group in groups]
    called = [f"{group_name(group, lang)} (n = {len(each):,})" for group, each in zip(groups, values, strict=True)]
    names = row_labels(called, narrow=22)
    with canvas(ax, lang, len(names) * 2, lines=most_lines(names)) as ax:
        if data.empty:
            return no_data(ax, lang)
        for row, each in enumerate(values):
            _draw(ax, row, each)
        ax.set_xlabel(_called(data, lang))
        ax.margins(x=0.03)
        grid_lines(ax)
        set_rows(ax, names)
        return ax


def _draw(ax: Axes, row: int, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    # Spread by the golden section: like chance, but the same each time.
    heights = row + 0.3 * (np.arange(1, len(values) + 1) * GOLDEN % 1.0 - 0.5) * 2
    alpha = min(1.0, max(0.15, 30 / len(values)))
    ax.plot(values, heights, "o", color=SERIES_COLOURS[0], alpha=alpha, markersize=2.2, markeredgewidth=0, zorder=2)
    if len(values) < FEW:
        return
    lines = {"color": INK, "linewidth": 0.8}
    ax.boxplot(
        [values],
        positions=[row],
        orientation="horizontal",
        widths=0.7,
        showfliers=False,
        manage_ticks=False,
        boxprops=lines,
        whiskerprops=lines,
        capprops=lines,
        medianprops={"color": SERIES_COLOURS[1], "linewidth": 1.4},
        zorder=3,
    )


def _called(data: pd.DataFrame, lang: Lang) -> str:
    if "label" in data.columns and data["label"].notna().any():
        return str(data["label"].dropna().iloc[0])
    return label("indicator", data["indicator"].iloc[0], lang)
