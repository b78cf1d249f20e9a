"""Figures of keyness: which words part two groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator
from matplotlib.transforms import Bbox

from textkit.plots.canvas import (
    canvas,
    grid_lines,
    legend,
    most_lines,
    most_rows,
    no_data,
    row_labels,
    set_rows,
    settle,
    tick_size,
)
from textkit.plots.colours import FRAME, INK, SERIES_COLOURS, SERIES_MARKERS, series_of
from textkit.plots.labels import Lang, group_name, in_order, label
from textkit.plots.style import FAMILY
from textkit.records import require

COLUMNS = ("term", "z", "log_odds", "frequency", "n_agencies", "group")
FEW = 300
"""Frequencies as far apart as that have ticks at 1, 10, 100 alone; at 2 and 5 too they would touch."""
SIGNIFICANT = 1.96
"""From this |z| on a difference is more than chance at 5 %, one term taken alone."""


def plot_keyness(data: pd.DataFrame, *, top: int = 15, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the terms that mark each group most, by z of their log-odds ratio (Monroe, Colaresi & Quinn 2008).

    Parameters
    ----------
    data
        A row per term: `term`, `z`, `log_odds`, `frequency`, `n_agencies` (that use it), `group` (which it is
        a mark of).
    top
        How many terms of each group at most; fewer where they could not be read. More than five groups have
        headings in place of colours.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"term": ["栏目"], "z": [2.4], "log_odds": [0.8], "frequency": [31], "n_agencies": [9],
    ...     "group": ["city"]})
    >>> [text.get_text() for text in plot_keyness(data, lang="zh").get_yticklabels()]
    ['栏目 (31/9)']
    """
    require(data, COLUMNS, made_by="textkit.compare")
    data = data.dropna(subset=["term", "z", "group"])
    groups = in_order(data["group"])
    # strongest first, ties by the term, so that the order of rows changes nothing
    ranked = data.assign(strength=data["z"].astype(float).abs())
    ranked = ranked.sort_values(["strength", "term"], ascending=[False, True])
    headed = len(groups) > len(SERIES_COLOURS)
    top = min(top, max(most_rows() // max(len(groups), 1) - headed, 1))
    names: list[str] = []
    places: dict[Any, np.ndarray[Any, np.dtype[Any]]] = {}
    kept = {group: ranked.loc[ranked["group"] == group].head(top) for group in groups}
    for group, mine in kept.items():
        names += [group_name(group, lang)] if headed else []
        places[group] = np.arange(len(names), len(names) + len(mine))
        names += [_told(row) for row in mine.to_dict("records")]
    names = row_labels(names)
    with canvas(ax, lang, len(names), lines=most_lines(names), extra=6.0) as ax:
        if not names:
            return no_data(ax, lang)
        handles = []
        for group, colour, marker in series_of(groups):
            rows, values = places[group], kept[group]["z"].astype(float).to_numpy()
            if headed:
                colour, marker = SERIES_COLOURS[0], SERIES_MARKERS[0]
            ax.hlines(rows, 0, values, color=colour, linewidth=0.8)
            look: dict[str, Any] = {"color": colour, "markeredgecolor": INK, "markeredgewidth": 0.4}
            handles += ax.plot(values, rows, marker, label=group_name(group, lang), **look)
        ax.axvline(0, color=FRAME, linewidth=0.6)
        ax.axvline(SIGNIFICANT, color=FRAME, linewidth=0.6, linestyle=":")
        ax.set_xlabel(f"{label('axis', 'z', lang)}\n{label('axis', 'term', lang)}", linespacing=1.4)
        grid_lines(ax)
        set_rows(ax, names)
        if not headed:
            legend(ax, handles)
        return ax


def _told(row: dict[Any, Any]) -> str:
    counts = [f"{int(row[name]):,}" for name in ("frequency", "n_agencies") if pd.notna(row[name])]
    return f"{row['term']} ({'/'.join(counts)})" if counts else str(row["term"])


def plot_keyness_scatter(data: pd.DataFrame, *, named: int = 30, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw how often each term is used against how much it marks a group.

    Parameters
    ----------
    data
        As for `plot_keyness`, of all terms. Those are small and grey.
    named
        How many terms are named at most; a name that would cover a mark or another name is left out.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"term": ["栏目"], "z": [2.4], "log_odds": [0.8], "frequency": [31], "n_agencies": [9],
    ...     "group": ["city"]})
    >>> [text.get_text() for text in plot_keyness_scatter(data, lang="zh").texts]
    ['栏目']
    """
    require(data, COLUMNS, made_by="textkit.compare")
    data = data.dropna(subset=["term", "z", "log_odds", "frequency", "group"])
    data = data.loc[data["frequency"].astype(float) > 0]
    with canvas(ax, lang, 18) as ax:
        if data.empty:
            return no_data(ax, lang)
        strong = data["z"].astype(float).abs() >= SIGNIFICANT
        weak = data.loc[~strong]
        ax.plot(weak["frequency"].astype(float), weak["log_odds"].astype(float), ".", color=FRAME, markersize=2)
        handles: list[Line2D] = []
        for group, colour, marker in series_of(in_order(data["group"])):
            mine = data.loc[strong & (data["group"] == group)]
            if mine.empty:
                continue
            look: dict[str, Any] = {"color": colour, "markeredgecolor": INK, "markeredgewidth": 0.3}
            across, up = mine["frequency"].astype(float), mine["log_odds"].astype(float)
            text = group_name(group, lang)
            handles += ax.plot(across, up, marker, markersize=tick_size() / 2, label=text, **look)
        ax.axhline(0, color=FRAME, linewidth=0.6)
        ax.set_xscale("log")
        ends = data["frequency"].astype(float)
        ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if ends.max() < FEW * ends.min() else (1.0,)))
        ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.minorticks_off()
        ax.margins(0.12, 0.1)
        ax.set_xlabel(label("axis", "frequency", lang))
        ax.set_ylabel(label("axis", "log_odds", lang))
        legend(ax, handles)
        ranked = data.loc[strong].assign(strength=data["z"].astype(float).abs())
        _name(ax, ranked.sort_values(["strength", "term"], ascending=[False, True]), named)
        return ax


_SIDES = ((3, 0, "left", "center"), (-3, 0, "right", "center"), (0, 3, "center", "bottom"), (0, -3, "center", "top"))


def _name(ax: Axes, data: pd.DataFrame, most: int) -> None:
    """Name the strongest points, each on the first side where its name covers no mark and no other name."""
    settle(ax)
    inside, taken = ax.get_window_extent(), list[Bbox]()
    points = data[["frequency", "log_odds"]].astype(float).to_numpy()
    taken += [Bbox.from_extents(x - 2, y - 2, x + 2, y + 2) for x, y in ax.transData.transform(points)]
    for term, point in zip(data["term"].head(most), points, strict=False):
        for right, up, across, along in _SIDES:
            style: dict[str, Any] = {"ha": across, "va": along, "size": tick_size() * 0.9, "fontfamily": FAMILY}
            text = ax.annotate(str(term), (point[0], point[1]), xytext=(right, up), textcoords="offset points", **style)
            box = text.get_window_extent()
            if within(box, inside) and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            text.remove()


def within(box: Bbox, frame: Bbox) -> bool:
    """Return whether a box lies inside a frame."""
    return bool(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1)
