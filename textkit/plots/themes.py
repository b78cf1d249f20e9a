"""Figures of themes: named against addressed, and over years or groups."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from textkit.plots.canvas import (
    canvas,
    cell_size,
    grid_lines,
    ink_on,
    legend,
    most_lines,
    no_data,
    row_labels,
    set_columns,
    set_rows,
    settle,
    tick_size,
)
from textkit.plots.labels import Lang, count, label
from textkit.plots.style import FAMILY, FRAME, NOTHING, ROLE_COLOURS
from textkit.records import LEVELS, require

MARKERS = {"problem": "o", "measure": "s"}
MANY_GROUPS = 16
"""From here on groups are rows and themes columns: more columns could not be labelled."""
SMALLEST = 4.5
"""Points; smaller numbers are left out of the cells."""


def plot_problems_measures(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw themes named as problems beside themes that measures address.

    Parameters
    ----------
    data
        A row per theme and role (problem, measure): `theme`, `role`, `share` (0-1), `n` (the items that
        it is a share of); optionally `label`, and `ci_low`, `ci_high` (0-1). Other roles are left out; a
        role that a theme lacks has no mark.
    ax
        Axes to draw on; without them a figure of the current style's width is made.
    lang
        Language of axis and legend; the labels of themes come with the data.

    Returns
    -------
    matplotlib.axes.Axes
        Themes from the one most often named as a problem downwards.

    Examples
    --------
    >>> data = pd.DataFrame({"theme": ["skills"] * 2, "label": ["业务能力"] * 2,
    ...     "role": ["problem", "measure"], "share": [0.3, 0.4], "n": [20, 31]})
    >>> [text.get_text() for text in plot_problems_measures(data, lang="zh").get_yticklabels()]
    ['业务能力']
    """
    require(data, ("theme", "role", "share", "n"), made_by="textkit.compare")
    data = data.loc[data["role"].isin(list(MARKERS)) & data["share"].notna()]
    shares = data.pivot_table(index="theme", columns="role", values="share", aggfunc="first", sort=False)
    shares = shares.reindex(columns=list(MARKERS)).astype(float)
    order = shares.fillna(0.0).sort_values(list(MARKERS), ascending=False, kind="stable").index
    names = row_labels([_names(data).get(theme, str(theme)) for theme in order])
    with canvas(ax, lang, len(order), lines=most_lines(names)) as ax:
        if data.empty:
            return no_data(ax, lang)
        place = {theme: row for row, theme in enumerate(order)}
        for theme, row in place.items():
            ends = shares.loc[theme].dropna() * 100
            if len(ends) == len(MARKERS):
                ax.plot(ends, [row, row], color=FRAME, zorder=1)
        handles = [_draw_role(ax, data.loc[data["role"] == role], role, place, lang) for role in MARKERS]
        ax.set_xlim(left=0)
        ax.set_xlabel(label("axis", "share", lang))
        grid_lines(ax)
        set_rows(ax, names)
        legend(ax, handles)
        return ax


def _draw_role(ax: Axes, data: pd.DataFrame, role: str, place: dict[Any, int], lang: Lang) -> Line2D:
    rows = data["theme"].map(place)
    off = -0.13 if role == "problem" else 0.13
    if {"ci_low", "ci_high"} <= set(data.columns):
        known = data["ci_low"].notna() & data["ci_high"].notna()
        low, high = (data.loc[known, column].astype(float) * 100 for column in ("ci_low", "ci_high"))
        ax.hlines(rows[known] + off, low, high, color=ROLE_COLOURS[role], linewidth=0.7, zorder=2)
    (marks,) = ax.plot(
        data["share"].astype(float) * 100,
        rows,
        MARKERS[role],
        color=ROLE_COLOURS[role],
        markeredgecolor="#1a1a1a",
        markeredgewidth=0.4,
        zorder=3,
        label=f"{label('role', role, lang)} ({count(data['n'])})",
    )
    return marks


def plot_theme_heatmap(data: pd.DataFrame, *, by: str = "year", ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the share of each theme in each year, level or other group.

    Parameters
    ----------
    data
        A row per theme and group: `theme`, `group`, `share` (0-1), `n` (the items of the group);
        optionally `label`. Themes stand in the order of the data; a share that is missing is hatched.
    by
        What the groups are: ``year``, ``level``, ``agency`` or another name; words the axis and, for
        levels, the labels.
    ax, lang
        See `plot_problems_measures`.

    Returns
    -------
    matplotlib.axes.Axes
        Groups as columns, or as rows where they are more than 16 and more than the themes.

    Examples
    --------
    >>> data = pd.DataFrame({"theme": ["skills"], "label": ["业务能力"], "group": [2021], "share": [0.3],
    ...     "n": [20]})
    >>> plot_theme_heatmap(data, lang="zh").get_xlabel()
    '年份'
    """
    require(data, ("theme", "group", "share", "n"), made_by="textkit.compare")
    data = data.loc[data["group"].notna()]
    themes, groups = list(pd.unique(data["theme"])), _ordered(data["group"], by)
    shares = data.pivot_table(index="theme", columns="group", values="share", aggfunc="first", dropna=False)
    grid = shares.reindex(index=themes, columns=groups).to_numpy(dtype=float, na_value=np.nan) * 100
    names = [_names(data).get(theme, str(theme)) for theme in themes]
    members = data.groupby("group")["n"].max()
    called = [label(by, group, lang) for group in groups]
    turned = len(groups) > max(MANY_GROUPS, len(themes))
    counts = [f"n={int(members[group]):,}" if pd.notna(members[group]) else "" for group in groups]
    if turned:
        grid = grid.T
        rows = row_labels([f"{name} ({n})" for name, n in zip(called, counts, strict=True)], narrow=24)
    else:
        rows = row_labels(names)
    with canvas(ax, lang, len(rows), lines=most_lines(rows), extra=7.0 + 8.0 * turned) as ax:
        if data.empty:
            return no_data(ax, lang)
        _fill(ax, grid)
        set_rows(ax, rows)
        set_columns(ax, names if turned else called, [""] * len(names) if turned else counts)
        (ax.set_ylabel if turned else ax.set_xlabel)(label("axis", by, lang))
        ax.set_title(label("axis", "share", lang), loc="right", fontsize=tick_size(), fontfamily=FAMILY)
        if not _write_numbers(ax, grid):
            cast(Figure, ax.figure).colorbar(cast(ScalarMappable, ax.collections[-1]), ax=ax, shrink=0.6)
        return ax


def _fill(ax: Axes, grid: np.ndarray[Any, np.dtype[Any]]) -> None:
    rows, columns = grid.shape
    edges = (np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5)
    highest = np.nanmax(grid) if np.isfinite(grid).any() else 1.0
    ax.set_facecolor(NOTHING)
    absent = np.ma.masked_where(np.isfinite(grid), np.zeros_like(grid))
    ax.pcolor(*edges, absent, hatch="////", cmap=ListedColormap([NOTHING]), edgecolor=FRAME, linewidth=0.0)
    ax.pcolormesh(
        *edges,
        np.ma.masked_invalid(grid),
        cmap=colormaps["Blues"],
        vmin=0.0,
        vmax=max(float(highest), 1.0),
        edgecolor="#ffffff",
        linewidth=0.4,
    )


def _write_numbers(ax: Axes, grid: np.ndarray[Any, np.dtype[Any]]) -> bool:
    """Write the shares into the cells, if they can be read there."""
    settle(ax)
    width, height = cell_size(ax, grid.shape[1], grid.shape[0])
    size = min(tick_size(), width / 1.5, height / 1.2)
    if size < SMALLEST:
        return False
    mesh = cast(Any, ax.collections[-1])
    for (row, column), value in np.ndenumerate(grid):
        if np.isfinite(value):
            colour = ink_on(mesh.cmap(mesh.norm(value)))
            ax.text(column, row, f"{value:.0f}", size=size, color=colour, ha="center", va="center")
    return True


def _names(data: pd.DataFrame) -> dict[Any, str]:
    if "label" not in data.columns:
        return {}
    known = data.loc[data["label"].notna()].drop_duplicates("theme")
    return dict(zip(known["theme"], known["label"].astype(str), strict=True))


def _ordered(groups: pd.Series[Any], by: str) -> list[Any]:
    found = list(pd.unique(groups))
    if by == "level":
        ranks = {level: rank for rank, level in enumerate(LEVELS)}
        return sorted(found, key=lambda level: ranks.get(level, len(ranks)))
    return sorted(found) if by == "year" else found
