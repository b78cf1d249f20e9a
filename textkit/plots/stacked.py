"""Stacked bars of shares that sum to the whole, a bar a group."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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
from textkit.plots.colours import FRAME, INK, ink_on
from textkit.plots.labels import Lang, count, group_name, in_order, label

HATCH = "//////"


def draw_shares(
    data: pd.DataFrame,
    column: str,
    colours: Mapping[str, str],
    *,
    axis: str,
    ax: Axes | None,
    lang: Lang,
    hatched: Collection[str] = (),
) -> Axes:
    """Draw shares as stacked bars.

    Parameters
    ----------
    data
        A row per group and part: `group`, `share` (0-1, of a group they sum to 1), `n`, and the part in
        `column`; optionally `of`, how many there are beside those counted. A part without a row counts as 0.
    column
        Names the parts, and the kind of their labels.
    colours
        Part → colour, in the order in which they are stacked.
    axis
        The kind of axis label.
    hatched
        The parts that say what is not known.
    """
    data = data.loc[data["group"].notna() & data["share"].notna()]
    groups = in_order(data["group"])
    shares = data.pivot_table(index="group", columns=column, values="share", aggfunc="first")
    shares = shares.reindex(index=groups, columns=list(colours)).astype(float).fillna(0.0) * 100
    counts = [_count(data[data["group"] == group]) for group in groups]
    names = [f"{group_name(group, lang)} ({n})" for group, n in zip(groups, counts, strict=True)]
    names = row_labels(names, narrow=22)
    with canvas(ax, lang, len(names), lines=most_lines(names)) as ax:
        if data.empty:
            return no_data(ax, lang)
        _stack(ax, shares, colours, hatched)
        ax.set_xlim(0, 100)
        ax.set_xlabel(label("axis", axis, lang))
        set_rows(ax, names)
        legend(ax, [key(colour, label(column, part, lang), part in hatched) for part, colour in colours.items()])
        _write_numbers(ax, shares, colours)
        return ax


def key(colour: str, text: str, hatched: bool = False) -> Patch:
    """Return the entry of a legend for an area of that colour."""
    hatch = HATCH if hatched else None
    return Patch(facecolor=colour, edgecolor=INK, linewidth=0.3, label=text, hatch=hatch, hatch_linewidth=0.3)


def _count(data: pd.DataFrame) -> str:
    """Return ``n = 12``, or ``n = 12 / 30`` where not all are counted."""
    counted = count(data["n"])
    whole = data["of"].max() if "of" in data.columns else pd.NA
    return counted if pd.isna(whole) or whole == data["n"].max() else f"{counted} / {int(whole):,}"


def _stack(ax: Axes, shares: pd.DataFrame, colours: Mapping[str, str], hatched: Collection[str]) -> None:
    left = np.zeros(len(shares))
    for part, colour in colours.items():
        bars = ax.barh(
            range(len(shares)),
            shares[part],
            left=left,
            height=0.78,
            color=colour,
            edgecolor="#ffffff",
            linewidth=0.4,
            label=part,
        )
        if part in hatched:
            for bar in bars:
                bar.set(hatch=HATCH, hatch_linewidth=0.3, hatchcolor=FRAME)
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
