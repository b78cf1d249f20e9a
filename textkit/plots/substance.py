"""Figure of substance: how much of what is promised could be checked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from textkit.plots.canvas import (
    canvas,
    cell_size,
    ink_on,
    legend,
    most_lines,
    no_data,
    row_labels,
    set_rows,
    settle,
    tick_size,
)
from textkit.plots.labels import Lang, count, label
from textkit.plots.style import INK, SUBSTANCE_COLOURS
from textkit.records import LEVELS, require

LEAST_NUMBER = 4.5
"""Points; smaller numbers are left out of the bars."""


def plot_substance(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the shares of boilerplate, general, checkable and firm measures as stacked bars by group.

    Parameters
    ----------
    data
        A row per group and substance: `group`, `substance`, `share` (0-1, of a group they sum to 1), `n`
        (the measures of the group). A substance without a row counts as 0. Levels stand in their order,
        other groups in that of the data.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["city"] * 2, "substance": ["general", "firm"], "share": [0.8, 0.2],
    ...     "n": [10, 10]})
    >>> [text.get_text() for text in plot_substance(data, lang="zh").get_yticklabels()]
    ['市级 (n = 10)']
    """
    require(data, ("group", "substance", "share", "n"), made_by="textkit.compare")
    data = data.loc[data["group"].notna() & data["share"].notna()]
    groups = list(pd.unique(data["group"]))
    if set(groups) <= set(LEVELS):
        groups.sort(key=lambda group: LEVELS.index(group))
    shares = data.pivot_table(index="group", columns="substance", values="share", aggfunc="first")
    shares = shares.reindex(index=groups, columns=list(SUBSTANCE_COLOURS)).astype(float).fillna(0.0) * 100
    counts = [count(data.loc[data["group"] == group, "n"]) for group in groups]
    called = (label("level", group, lang) for group in groups)
    names = row_labels([f"{name} ({n})" for name, n in zip(called, counts, strict=True)], narrow=22)
    with canvas(ax, lang, len(names), lines=most_lines(names)) as ax:
        if data.empty:
            return no_data(ax, lang)
        _stack(ax, shares)
        ax.set_xlim(0, 100)
        ax.set_xlabel(label("axis", "share_of_measures", lang))
        set_rows(ax, names)
        legend(ax, [_key(substance, lang) for substance in SUBSTANCE_COLOURS])
        _write_numbers(ax, shares)
        return ax


def _stack(ax: Axes, shares: pd.DataFrame) -> None:
    left = np.zeros(len(shares))
    for substance, colour in SUBSTANCE_COLOURS.items():
        ax.barh(
            range(len(shares)),
            shares[substance],
            left=left,
            height=0.78,
            color=colour,
            edgecolor="#ffffff",
            linewidth=0.4,
            label=substance,
        )
        left = left + shares[substance].to_numpy()


def _write_numbers(ax: Axes, shares: pd.DataFrame) -> None:
    settle(ax)
    width, height = cell_size(ax, 100, len(shares))
    size = min(tick_size(), height * 0.78 / 1.1)
    if size < LEAST_NUMBER:
        return
    middles = shares.cumsum(axis=1) - shares / 2
    for row in range(len(shares)):
        for substance, colour in SUBSTANCE_COLOURS.items():
            share = shares[substance].iloc[row]
            if share * width > size * 1.5:
                middle = middles[substance].iloc[row]
                ax.text(middle, row, f"{share:.0f}", size=size, color=ink_on(colour), ha="center", va="center")


def _key(substance: str, lang: Lang) -> Patch:
    return Patch(
        facecolor=SUBSTANCE_COLOURS[substance],
        edgecolor=INK,
        linewidth=0.3,
        label=label("substance", substance, lang),
    )
