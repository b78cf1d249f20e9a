"""Figure of coverage: which agency's report of which year was analysed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch

from textkit.plots.canvas import (
    SMALLEST,
    canvas,
    cell_size,
    legend,
    most_lines,
    no_data,
    row_labels,
    set_columns,
    set_rows,
    settle,
    tick_size,
)
from textkit.plots.cells import Grid
from textkit.plots.colours import FRAME, INK, RESULT_COLOURS, RESULT_SIGNS, ink_on
from textkit.plots.labels import Lang, label
from textkit.plots.style import FAMILY
from textkit.records import LEVELS, require

MOST_LABELS = 110
"""Agencies whose names can be read on one page."""
RESULTS = tuple(RESULT_COLOURS)
"""Best first: of several files of an agency and year the best counts."""


def plot_coverage(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw which agency-years were analysed, partly read, unreadable or never in the corpus.

    Parameters
    ----------
    data
        A row per agency and year, or per file: `agency`, `year`, `result` (see `textkit.records.RESULTS`,
        or ``missing``); optionally `level`. An agency-year without a row is missing; rows without agency or
        year are left out. Agencies stand in the order of the data; every year from the first to the last has a
        column. More agencies than could be labelled stand by level and what became of their reports, with one
        label a level.
    ax, lang
        See `plot_problems_measures`.

    Raises
    ------
    ValueError
        If a result is none of those.

    Examples
    --------
    >>> data = pd.DataFrame({"agency": ["澄湖市教育局"], "year": [2021], "result": ["ok"]})
    >>> [text.get_text() for text in plot_coverage(data, lang="zh").get_yticklabels()]
    ['澄湖市教育局']
    """
    require(data, ("agency", "year", "result"), made_by="textkit.analyze")
    unknown = sorted(set(data["result"].dropna()) - set(RESULTS))
    if unknown:
        raise ValueError(f"result {', '.join(map(str, unknown))}: one of {', '.join(RESULTS)}")
    data = data.dropna(subset=["agency", "year", "result"])
    agencies = list(pd.unique(data["agency"]))
    years = list(range(int(data["year"].min()), int(data["year"].max()) + 1)) if len(data) else []
    grid = _grid(data, agencies, years)
    many = len(agencies) > MOST_LABELS
    names = row_labels([str(agency) for agency in agencies], narrow=26)
    with canvas(ax, lang, len(names), lines=1 if many else most_lines(names), extra=8.0) as ax:
        if data.empty:
            return no_data(ax, lang)
        if many:
            grid, levels = _by_level(data, agencies, grid)
        ax.pcolormesh(
            np.arange(len(years) + 1) - 0.5,
            np.arange(len(agencies) + 1) - 0.5,
            grid,
            cmap=ListedColormap(list(RESULT_COLOURS.values())),
            norm=BoundaryNorm(np.arange(len(RESULTS) + 1) - 0.5, len(RESULTS)),
            edgecolor="none" if many else FRAME,
            linewidth=0.3,
        )
        if many:
            _set_levels(ax, levels, lang)
        else:
            set_rows(ax, names)
        set_columns(ax, [str(year) for year in years], [""] * len(years))
        ax.set_xlabel(label("axis", "year", lang))
        signed = _sign(ax, grid)
        legend(ax, [_key(RESULTS[code], lang, signed=signed) for code in np.unique(grid)])
        return ax


def _by_level(data: pd.DataFrame, agencies: list[Any], grid: Grid) -> tuple[Grid, list[Any]]:
    """Sort agencies by level and, within it, by what became of their reports; return grid and levels of the rows."""
    known = data.drop_duplicates("agency").set_index("agency")["level"] if "level" in data.columns else pd.Series()
    levels = [known.get(agency) for agency in agencies]
    rank = {level: place for place, level in enumerate(LEVELS)}
    places = [rank.get(level, len(rank)) if pd.notna(level) else len(rank) for level in levels]
    order = sorted(range(len(agencies)), key=lambda row: (places[row], tuple(grid[row]), row))
    return grid[order], [LEVELS[places[row]] if places[row] < len(LEVELS) else None for row in order]


def _set_levels(ax: Axes, levels: list[Any], lang: Lang) -> None:
    """Label each block of agencies of one level with their number, labels of small blocks moved apart."""
    ax.set_ylim(len(levels) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    settle(ax)
    _, height = cell_size(ax, 1, len(levels))
    least = tick_size() * 1.3 / height
    starts = [row for row in range(len(levels)) if row == 0 or levels[row] != levels[row - 1]]
    places: list[float] = []
    texts = []
    for start, end in pairwise([*starts, len(levels)]):
        middle = (start + end - 1) / 2
        places.append(max(middle, places[-1] + least) if places else middle)
        called = label("axis", "unknown", lang) if levels[start] is None else label("level", levels[start], lang)
        texts.append(f"{called} (n = {end - start:,})")
        if start:
            ax.axhline(start - 0.5, color=INK, linewidth=0.6)
    ax.set_yticks(places, texts, fontfamily=FAMILY)


def _grid(data: pd.DataFrame, agencies: list[Any], years: list[int]) -> Grid:
    grid = np.full((len(agencies), len(years)), RESULTS.index("missing"))
    row = {agency: place for place, agency in enumerate(agencies)}
    for agency, year, result in zip(data["agency"], data["year"], data["result"], strict=True):
        cell = row[agency], int(year) - years[0]
        grid[cell] = min(grid[cell], RESULTS.index(result))
    return grid


def _sign(ax: Axes, grid: Grid) -> bool:
    """Write the signs into the cells, if they can be read there."""
    settle(ax)
    width, height = cell_size(ax, grid.shape[1], grid.shape[0])
    size = min(tick_size(), width, height / 1.1)
    if size < SMALLEST:
        return False
    for (row, column), code in np.ndenumerate(grid):
        result = RESULTS[code]
        if RESULT_SIGNS[result]:
            colour = ink_on(RESULT_COLOURS[result])
            ax.text(column, row, RESULT_SIGNS[result], size=size, color=colour, ha="center", va="center")
    return True


def _key(result: str, lang: Lang, *, signed: bool) -> Patch:
    sign = RESULT_SIGNS[result]
    text = label("result", result, lang)
    return Patch(
        facecolor=RESULT_COLOURS[result],
        edgecolor=INK,
        linewidth=0.3,
        label=f"{text} ({sign})" if sign and signed else text,
    )
