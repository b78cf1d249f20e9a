"""Figures of reuse: whose words these are, and who shares with whom."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from textkit.plots.canvas import (
    POINTS_PER_INCH,
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
from textkit.plots.cells import draw_cells
from textkit.plots.colours import FRAME, INK, NOTHING, REUSE_COLOURS, ink_on, series_of
from textkit.plots.labels import Lang, group_name, label
from textkit.plots.stacked import HATCH, draw_shares, key
from textkit.records import require

MOST_LINES = 90
"""Of a report drawn in lines; a longer one has longer lines, and at last no letters."""
_UNKNOWN = "unknown"


def plot_reuse_shares(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw how much of the text of each group is template, own past, other agencies' or new.

    Parameters
    ----------
    data
        A row per group and source: `group`, `reuse` (template, own_past, other_agencies, novel; unknown, hatched,
        for what is new or stands where there was no report to compare with), `share` (0-1, of a group they sum
        to 1; missing where it could not be measured), `n` (its items); optionally `of`, all items of the group.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": [2021] * 2, "reuse": ["own_past", "novel"], "share": [0.4, 0.6], "n": [9, 9]})
    >>> [text.get_text() for text in plot_reuse_shares(data, lang="zh").get_yticklabels()]
    ['2021 (n = 9)']
    """
    require(data, ("group", "reuse", "share", "n"), made_by="textkit.figures")
    colours = _colours(data.loc[data["share"] > 0])
    return draw_shares(data, "reuse", colours, axis="share_of_text", ax=ax, lang=lang, hatched=[_UNKNOWN])


def _colours(data: pd.DataFrame) -> dict[str, str]:
    """Return the colours of whose words they are; of the unknown only where there are such."""
    return REUSE_COLOURS | ({_UNKNOWN: NOTHING} if data["reuse"].eq(_UNKNOWN).any() else {})


def _hatch(kind: str) -> dict[str, Any]:
    return {"hatch": HATCH, "hatch_linewidth": 0.3, "hatchcolor": FRAME} if kind == _UNKNOWN else {}


def _keys(data: pd.DataFrame, lang: Lang, *, hatched: Collection[str] = (_UNKNOWN,)) -> list[Patch]:
    return [key(colour, label("reuse", kind, lang), kind in hatched) for kind, colour in _colours(data).items()]


def plot_phrases(
    data: pd.DataFrame, *, by: str = "n", shown: str = "share", ax: Axes | None = None, lang: Lang = "en"
) -> Axes:
    """Draw how much of the text phrases cover, or how many they are, over their characters and their agencies.

    Parameters
    ----------
    data
        A row per length and number of agencies, as of `textkit.reuse.count_phrases`: `n`, `min_agencies` and what
        is `shown`. Rows without it are left out.
    by
        What has a line each: `n`, over the agencies; or `min_agencies`, over the characters.
    shown
        `share` (0-1, of the text), or `n_phrases`, on a scale of powers of ten.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"n": [10, 10], "min_agencies": [2, 3], "share": [0.5, 0.2]})
    >>> plot_phrases(data, lang="zh").get_xlabel()
    '至少使用的机构数'
    """
    require(data, ("n", "min_agencies", shown), made_by="textkit.reuse.count_phrases")
    data = data.dropna(subset=["n", "min_agencies", shown])
    over = "min_agencies" if by == "n" else "n"
    with canvas(ax, lang, 12) as ax:
        if data.empty:
            return no_data(ax, lang)
        lines = []
        for each, colour, marker in series_of(sorted(data[by].unique())):
            mine = data[data[by] == each].sort_values(over)
            look: dict[str, Any] = {"color": colour, "marker": marker, "markeredgecolor": INK, "markeredgewidth": 0.4}
            values = mine[shown].astype(float) * (100 if shown == "share" else 1)
            lines += ax.plot(mine[over].astype(float), values, label=f"{each:,}", clip_on=False, **look)
        ticks = sorted(int(each) for each in data[over].unique())
        ax.set_xscale("log")
        ax.set_xticks(ticks, [f"{each:,}" for each in ticks])
        ax.set_xticks([], minor=True)
        if shown == "n_phrases":
            ax.set_yscale("symlog", linthresh=1)  # none is a number too
            ax.yaxis.set_major_formatter("{x:,.0f}")
        ax.set_ylim(bottom=0)
        ax.set_xlabel(label("axis", over, lang))
        ax.set_ylabel(label("axis", "share_of_text" if shown == "share" else shown, lang))
        legend(ax, [Line2D([], [], linestyle="", label=label("axis", by, lang)), *lines])
        return ax


def plot_network(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw who shares words with whom, agencies that share much beside one another.

    Parameters
    ----------
    data
        A row per ordered pair, as of `textkit.reuse.share_network`: `agency_id`, `source_agency_id`, `share`
        (0-1, of the characters of the first found in the second); optionally `agency`, `source_agency`, their
        names. Pairs without a row share nothing.
    ax, lang
        See `plot_problems_measures`.

    Returns
    -------
    matplotlib.axes.Axes
        The agency whose text it is as row, the other as column under the number of its row.

    Examples
    --------
    >>> data = pd.DataFrame({"agency_id": ["甲县", "乙县"], "source_agency_id": ["乙县", "甲县"], "share": [0.5, 0.3]})
    >>> [text.get_text() for text in plot_network(data, lang="zh").get_yticklabels()]
    ['1 乙县', '2 甲县']
    """
    require(data, ("agency_id", "source_agency_id", "share"), made_by="textkit.reuse.share_network")
    data = data.dropna(subset=["agency_id", "source_agency_id", "share"])
    agencies = sorted({*data["agency_id"], *data["source_agency_id"]})
    pairs = data.pivot_table(index="agency_id", columns="source_agency_id", values="share", aggfunc="sum")
    grid = pairs.reindex(index=agencies, columns=agencies).astype(float).fillna(0.0).to_numpy() * 100
    order = _neighbours(grid)
    grid = grid[np.ix_(order, order)]
    called = _agency_names(data)
    numbered = [f"{number} {called.get(agencies[place], agencies[place])}" for number, place in enumerate(order, 1)]
    names = row_labels(numbered, narrow=24)
    with canvas(ax, lang, len(names), lines=most_lines(names), extra=6.0) as ax:
        if data.empty:
            return no_data(ax, lang)
        np.fill_diagonal(grid, np.nan)
        set_rows(ax, names)
        _number_columns(ax, len(agencies))
        ax.set_xlabel(label("axis", "sharing_agency", lang))
        draw_cells(ax, grid, title=label("axis", "share_of_row_text", lang), lang=lang, sparse=True)
        return ax


def _neighbours(grid: np.ndarray[Any, np.dtype[Any]]) -> list[int]:
    """Order agencies so that those that share most stand beside one another (average linkage)."""
    if len(grid) < 3:
        return list(range(len(grid)))
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    near = np.maximum(grid, grid.T)
    far = near.max() - near
    np.fill_diagonal(far, 0.0)
    distances = squareform(far, checks=False)
    tree = optimal_leaf_ordering(linkage(distances, method="average"), distances)
    return [int(place) for place in leaves_list(tree)]


def _agency_names(data: pd.DataFrame) -> dict[Any, str]:
    names: dict[Any, str] = {}
    for code, name in (("agency_id", "agency"), ("source_agency_id", "source_agency")):
        if name in data.columns:
            known = data.loc[data[name].notna()].drop_duplicates(code)
            names |= dict(zip(known[code], known[name].astype(str), strict=True))
    return names


def _number_columns(ax: Axes, columns: int) -> None:
    """Number the columns as far as the numbers fit: each, every second, every fifth …"""
    ax.set_xlim(-0.5, columns - 0.5)
    ax.tick_params(axis="x", length=0)
    settle(ax)
    width, _ = cell_size(ax, columns, 1)
    needed = tick_size() * 0.7 * len(str(columns))
    step = next((step for step in (1, 2, 5, 10, 20, 50) if step * width >= needed), 100)
    places = [place for place in range(columns) if step == 1 or (place + 1) % step == 0]
    ax.set_xticks(places, [str(place + 1) for place in places])


def plot_strips(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw texts as strips one under another, in which every character has the colour of its source.

    Parameters
    ----------
    data
        A row per stretch: `strip` (what the strip is called, as its year), `start`, `end` (characters from the
        begin of the strip), `reuse` (template, own_past, other_agencies, novel, unknown); optionally `of`, whose
        they are.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"strip": [2020, 2021], "start": [0, 0], "end": [90, 80], "reuse": ["novel", "own_past"]})
    >>> [text.get_text() for text in plot_strips(data, lang="zh").get_yticklabels()]
    ['2020 (90)', '2021 (80)']
    """
    require(data, ("strip", "start", "end", "reuse"), made_by="textkit.figures")
    data = data.dropna(subset=["strip", "start", "end", "reuse"])
    strips = list(pd.unique(data["strip"]))
    lengths = {strip: int(data.loc[data["strip"] == strip, "end"].max()) for strip in strips}
    names = row_labels([f"{group_name(strip, lang)} ({lengths[strip]:,})" for strip in strips], narrow=22)
    with canvas(ax, lang, len(names), lines=most_lines(names)) as ax:
        if data.empty:
            return no_data(ax, lang)
        for row, strip in enumerate(strips):
            mine = data.loc[data["strip"] == strip]
            for kind, colour in _colours(data).items():
                runs = mine.loc[mine["reuse"] == kind]
                spans = [(int(a), int(b) - int(a)) for a, b in zip(runs["start"], runs["end"], strict=True)]
                if spans:
                    look = {"facecolors": colour, "linewidth": 0.0, "label": kind, **_hatch(kind)}
                    ax.broken_barh(spans, (row - 0.39, 0.78), **look)
            outline = Rectangle((0, row - 0.39), lengths[strip], 0.78, fill=False, edgecolor=INK, linewidth=0.3)
            ax.add_patch(outline)
        ax.set_xlim(0, max(lengths.values()) * 1.005)
        ax.set_xlabel(_of(data, label("axis", "characters", lang)))
        set_rows(ax, names)
        legend(ax, _keys(data, lang))
        return ax


def plot_report(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw one text in lines, every character on the colour of its source.

    Parameters
    ----------
    data
        A row per stretch, in order and without gaps: `start`, `end`, `reuse` (template, own_past,
        other_agencies, novel, unknown); optionally `text`, the characters, drawn where they can be read, and `of`, the
        name of the report.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"start": [0, 4], "end": [4, 9], "reuse": ["novel", "own_past"],
    ...     "text": ["人员不足", "，更新较慢"]})
    >>> "".join(text.get_text() for text in plot_report(data, lang="zh").texts)
    '人员不足，更新较慢'
    """
    require(data, ("start", "end", "reuse"), made_by="textkit.figures")
    data = data.dropna(subset=["start", "end", "reuse"])
    first = int(data["start"].min()) if len(data) else 0
    length = int(data["end"].max()) - first if len(data) else 0
    size = tick_size()
    fitting = int(mpl.rcParams["figure.figsize"][0] * POINTS_PER_INCH * 0.94 / (size * 1.1))
    wide = max(fitting, math.ceil(length / MOST_LINES))
    lines = math.ceil(length / wide)
    with canvas(ax, lang, lines, extra=3.0) as ax:
        if data.empty:
            return no_data(ax, lang)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[:].set_visible(False)
        ax.set_xlabel(_of(data))
        ax.set_xlim(0, wide)
        ax.set_ylim(lines, 0)
        legend(ax, _keys(data, lang, hatched=()))  # behind letters a hatch would not let them be read
        width, height = cell_size(ax, wide, lines)
        colours = _colours(data)
        readable = min(size, width / 1.05, height / 1.15)
        for run in data.to_dict("records"):
            kind, start = str(run["reuse"]), int(run["start"]) - first
            text = str(run.get("text") or "")
            for line, a, b in _lines(start, int(run["end"]) - first, wide):
                ax.add_patch(Rectangle((a, line), b - a, 0.92, facecolor=colours[kind], linewidth=0.0))
                if readable < SMALLEST:
                    continue
                for place in range(a, b):
                    at = line * wide + place - start
                    if text[at : at + 1].strip():
                        middle = (place + 0.5, line + 0.46)
                        style: dict[str, Any] = {"size": readable, "color": ink_on(colours[kind])}
                        ax.text(*middle, text[at], ha="center", va="center_baseline", **style)
        return ax


def _of(data: pd.DataFrame, axis: str = "") -> str:
    """Name the axis, and whose text is drawn."""
    names = data["of"].dropna() if "of" in data.columns else pd.Series(dtype=object)
    return " · ".join(part for part in (axis, str(names.iloc[0]) if len(names) else "") if part)


def _lines(start: int, end: int, wide: int) -> list[tuple[int, int, int]]:
    """Part a stretch by lines: line, first and last column."""
    return [
        (line, max(start - line * wide, 0), min(end - line * wide, wide))
        for line in range(start // wide, math.ceil(end / wide))
    ]
