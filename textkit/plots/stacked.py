"""Stacked bars of shares that sum to the whole, a bar a group."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from textkit.plots.canvas import (
    SMALLEST,
    canvas,
    cell_size,
    legend,
    most_lines,
    no_data,
    row_labels,
    set_rows,
    settle,
    tick_size,
)
from textkit.plots.colours import INK, ink_on
from textkit.plots.labels import Lang, count, group_name, in_order, label


def draw_shares(
    data: pd.DataFrame, column: str, colours: Mapping[str, str], *, axis: str, ax: Axes | None, lang: Lang
) -> Axes:
    """Draw shares as stacked bars.

    Parameters
    ----------
    data
        A row per group and part: `group`, `share` (0-1, of a group they sum to 1), `n`, and the part in
        `column`. A part without a row counts as 0.
    column
        Names the parts, and the kind of their labels.
    colours
        Part → colour, in the order in which they are stacked.
    axis
        The kind of axis label.
    """
    data = data.loc[data["group"].notna() & data["share"].notna()]
    groups = in_order(data["group"])
    shares = data.pivot_table(index="group", columns=column, values="share", aggfunc="first")
    shares = shares.reindex(index=groups, columns=list(colours)).astype(float).fillna(0.0) * 100
    counts = [count(data.loc[data["group"] == group, "n"]) for group in groups]
    names = [f"{group_name(group, lang)} ({n})" for group, n in zip(groups, counts, strict=True)]
    names = row_labels(names, narrow=22)
    with canvas(ax, lang, len(names), lines=most_lines(names)) as ax:
        if data.empty:
            return no_data(ax, lang)
        _stack(ax, shares, colours)
        ax.set_xlim(0, 100)
        ax.set_xlabel(label("axis", axis, lang))
        set_rows(ax, names)
        legend(ax, [key(colour, label(column, part, lang)) for part, colour in colours.items()])
        _write_numbers(ax, shares, colours)
        return ax


def key(colour: str, text: str) -> Patch:
    """Return the entry of a legend for an area of that colour."""
    return Patch(facecolor=colour, edgecolor=INK, linewidth=0.3, label=text)


def _stack(ax: Axes, shares: pd.DataFrame, colours: Mapping[str, str]) -> None:
    left = np.zeros(len(shares))
    for part, colour in colours.items():
        ax.barh(
            range(len(shares)),
            shares[part],
            left=left,
            height=0.78,
            color=colour,
            edgecolor="#ffffff",
            linewidth=0.4,
            label=part,
        )
        left = left + shares[part].to_numpy()


def _write_numbers(ax: Axes, shares: pd.DataFrame, colours: Mapping[str, str]) -> None:
    settle(ax)
    width, height = cell_size(ax, 100, len(shares))
    size = min(tick_size(), height * 0.78 / 1.1)
    if size < SMALLEST:
        return
    middles = shares.cumsum(axis=1) - shares / 2
    for row in range(len(shares)):
        for part, colour in colours.items():
            share = shares[part].iloc[row]
            if share * width > size * 1.5:
                middle = middles[part].iloc[row]
                ax.text(middle, row, f"{share:.0f}", size=size, color=ink_on(colour), ha="center", va="center")
