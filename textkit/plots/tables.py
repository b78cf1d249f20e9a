"""Figures of the statistical tables: what became of requests, who loses suits, what does not add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.plots.canvas import canvas, most_lines, no_data, row_labels, set_columns, set_rows
from textkit.plots.cells import draw_cells
from textkit.plots.colours import OUTCOME_COLOURS, TALK_COLOURS
from textkit.plots.labels import Lang, group_name, in_order, label
from textkit.plots.stacked import draw_shares
from textkit.records import require


def plot_request_outcomes(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw what became of the requests for information of each group.

    Parameters
    ----------
    data
        A row per group and outcome: `group`, `outcome` (granted, partly_granted, refused, unavailable,
        not_processed, other), `share` (0-1, of a group they sum to 1), `n` (its requests).
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["city"] * 2, "outcome": ["granted", "refused"], "share": [0.9, 0.1],
    ...     "n": [120, 120]})
    >>> [text.get_text() for text in plot_request_outcomes(data, lang="zh").get_yticklabels()]
    ['市级 (n = 120)']
    """
    require(data, ("group", "outcome", "share", "n"), made_by="textkit.figures")
    return draw_shares(data, "outcome", OUTCOME_COLOURS, axis="share_of_requests", ax=ax, lang=lang)


def plot_talk_outcomes(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw whether the reports of those that lose reviews and suits name requests or disputes as a problem.

    Parameters
    ----------
    data
        A row per group and class: `group`, `talk_outcome` (named_and_losing, losing_only, named_only, neither),
        `share` (0-1, of a group they sum to 1), `n` (its reports with requests or suits).
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["city"] * 2, "talk_outcome": ["losing_only", "neither"], "share": [0.4, 0.6],
    ...     "n": [10, 10]})
    >>> [text.get_text() for text in plot_talk_outcomes(data, lang="zh").get_yticklabels()]
    ['市级 (n = 10)']
    """
    require(data, ("group", "talk_outcome", "share", "n"), made_by="textkit.indicators")
    return draw_shares(data, "talk_outcome", TALK_COLOURS, axis="share_of_reports", ax=ax, lang=lang)


def plot_failed_checks(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    r"""Draw the share of the checks of the tables that fail, by level and year.

    Parameters
    ----------
    data
        A row per level (or other group) and year: `group`, `year`, `share` (0-1), `n` (checks that could be
        computed). What has no row is hatched.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["city"], "year": [2021], "share": [0.25], "n": [40]})
    >>> [text.get_text() for text in plot_failed_checks(data, lang="zh").texts]
    ['25\nn=40']
    """
    require(data, ("group", "year", "share", "n"), made_by="textkit.figures")
    data = data.loc[data["group"].notna() & data["year"].notna()]
    groups, years = in_order(data["group"]), in_order(data["year"])
    grid, n = (_grid(data, name, groups, years) for name in ("share", "n"))
    below = [[f"n={cell:,.0f}" if np.isfinite(cell) else "" for cell in row] for row in n]
    names = row_labels([group_name(group, lang) for group in groups])
    with canvas(ax, lang, len(names) * 2, lines=most_lines(names), extra=7.0) as ax:
        if data.empty:
            return no_data(ax, lang)
        set_rows(ax, names)
        set_columns(ax, [str(year) for year in years], [""] * len(years))
        ax.set_xlabel(label("axis", "year", lang))
        draw_cells(ax, grid * 100, title=label("axis", "share_of_checks", lang), lang=lang, below=below)
        return ax


def _grid(data: pd.DataFrame, name: str, groups: list[Any], years: list[Any]) -> np.ndarray[Any, np.dtype[Any]]:
    wide = data.pivot_table(index="group", columns="year", values=name, aggfunc="first", dropna=False)
    return wide.reindex(index=groups, columns=years).to_numpy(dtype=float, na_value=np.nan)
