"""Figures of themes: named against addressed, answered by which, over years or groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.plots.canvas import (
    canvas,
    column_lines,
    grid_lines,
    legend,
    most_lines,
    no_data,
    row_labels,
    set_columns,
    set_rows,
)
from textkit.plots.cells import draw_cells
from textkit.plots.colours import FRAME, ROLE_COLOURS
from textkit.plots.labels import Lang, count, group_name, in_order, label
from textkit.plots.marks import ESTIMATES, draw_marks, hollow_key, shown
from textkit.records import require

MARKERS = {"problem": "o", "measure": "s"}
_OFF = {"problem": -0.19, "measure": 0.19}
"""How far from the middle of its row a mark stands: two of one value would cover one another."""
MANY_GROUPS = 16
"""From here on groups are rows and themes columns: more columns could not be labelled."""


def plot_problems_measures(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw themes named as problems beside themes that measures address.

    Parameters
    ----------
    data
        A frame of comparisons, a row per theme and role (problem, measure): `term` (the theme), `role`,
        `estimate` (0-1), `n_items` (the items that it is a share of); optionally `label`, `ci_low`,
        `ci_high` (0-1) and `reason`. Other roles are left out; a role that a theme lacks has no mark, one
        without interval a hollow one.
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
    >>> data = pd.DataFrame({"term": ["skills"] * 2, "label": ["业务能力"] * 2,
    ...     "role": ["problem", "measure"], "estimate": [0.3, 0.4], "n_items": [20, 31]})
    >>> [text.get_text() for text in plot_problems_measures(data, lang="zh").get_yticklabels()]
    ['业务能力']
    """
    require(data, ("role", *ESTIMATES), made_by="textkit.compare")
    data = shown(data.loc[data["role"].isin(list(MARKERS))])
    shares = data.pivot_table(index="term", columns="role", values="estimate", aggfunc="first", dropna=False)
    shares = shares.reindex(index=pd.unique(data["term"]), columns=list(MARKERS)).astype(float)
    order = shares.fillna(0.0).sort_values(list(MARKERS), ascending=False, kind="stable").index
    names = row_labels([_names(data).get(theme, str(theme)) for theme in order])
    with canvas(ax, lang, len(order), lines=most_lines(names)) as ax:
        if data.empty:
            return no_data(ax, lang)
        place = {theme: row for row, theme in enumerate(order)}
        for theme, row in place.items():
            ends = shares.loc[theme].dropna() * 100
            if len(ends) == len(MARKERS):
                ax.plot(ends, [row + off for off in _OFF.values()], color=FRAME, zorder=1)
        handles = []
        for role, marker in MARKERS.items():
            mine = data.loc[data["role"] == role]
            if mine.empty:
                continue
            text = f"{label('role', role, lang)} ({count(mine['n_items'])})"
            style: dict[str, Any] = {"colour": ROLE_COLOURS[role], "marker": marker, "off": _OFF[role], "text": text}
            handles.append(draw_marks(ax, mine, [place[term] for term in mine["term"]], lang=lang, **style))
        ax.set_xlim(left=0)
        ax.set_xlabel(label("axis", "share", lang))
        grid_lines(ax)
        set_rows(ax, names)
        legend(ax, [*handles, *hollow_key(ax, lang)])
        return ax


def plot_theme_heatmap(data: pd.DataFrame, *, by: str = "year", ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw the share of each theme in each year, level or other group.

    Parameters
    ----------
    data
        A frame of comparisons, a row per theme and group: `term` (the theme), `group`, `estimate` (0-1),
        `n_items` (the items of the group); optionally `label` and `role`. Themes stand in the order of the data; an
        estimate that is missing is hatched.
    by
        What the groups are: ``year``, ``level``, ``agency`` or another name; words the axis.
    ax, lang
        See `plot_problems_measures`.

    Returns
    -------
    matplotlib.axes.Axes
        Groups as columns, or as rows where they are more than 16 and more than the themes.

    Examples
    --------
    >>> data = pd.DataFrame({"term": ["skills"], "label": ["业务能力"], "group": [2021], "estimate": [0.3],
    ...     "n_items": [20]})
    >>> plot_theme_heatmap(data, lang="zh").get_xlabel()
    '年份'
    """
    require(data, ("group", *ESTIMATES), made_by="textkit.compare")
    data = data.loc[data["group"].notna()]
    themes, groups = list(pd.unique(data["term"])), in_order(data["group"])
    shares = data.pivot_table(index="term", columns="group", values="estimate", aggfunc="first", dropna=False)
    grid = shares.reindex(index=themes, columns=groups).to_numpy(dtype=float, na_value=np.nan) * 100
    names = [_names(data).get(theme, str(theme)) for theme in themes]
    members = data.groupby("group")["n_items"].max()
    called = [group_name(group, lang) for group in groups]
    turned = len(groups) > max(MANY_GROUPS, len(themes))
    counts = [f"n={int(members[group]):,}" if pd.notna(members[group]) else "" for group in groups]
    if turned:
        grid = grid.T
        rows = row_labels([f"{name} ({n})" for name, n in zip(called, counts, strict=True)], narrow=24)
    else:
        rows = row_labels(names)
    columns = names if turned else called
    extra = 5.0 + column_lines(columns if turned else [f"{each} ({n})" for each, n in zip(called, counts, strict=True)])
    with canvas(ax, lang, len(rows), lines=most_lines(rows), extra=extra) as ax:
        if data.empty:
            return no_data(ax, lang)
        set_rows(ax, rows)
        set_columns(ax, columns, [""] * len(names) if turned else counts)
        (ax.set_ylabel if turned else ax.set_xlabel)(label("axis", by, lang))
        draw_cells(ax, grid, title=label("axis", _whole(data), lang), lang=lang)
        return ax


def _whole(data: pd.DataFrame) -> str:
    """Name what the shares are of: of one role, its items."""
    roles = set(data["role"].dropna()) if "role" in data.columns else set()
    return f"share_of_{roles.pop()}s" if roles in ({"problem"}, {"measure"}) else "share"


def plot_answers(data: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw which themes the measures have that answer a problem of each theme.

    Parameters
    ----------
    data
        A row per pair of themes: `problem`, `measure`, `n` (the problems of the one theme that a measure of the
        other answers); optionally `problem_label`, `measure_label`. Pairs without a row count as 0; both
        themes stand in the order of the data.
    ax, lang
        See `plot_problems_measures`.

    Returns
    -------
    matplotlib.axes.Axes
        Problems as rows with their n, measures as columns, cells in percent of the row.

    Examples
    --------
    >>> data = pd.DataFrame({"problem": ["skills"], "measure": ["skills"], "n": [12], "problem_label": ["业务能力"]})
    >>> [text.get_text() for text in plot_answers(data, lang="zh").get_yticklabels()]
    ['业务能力 (n=12)']
    """
    require(data, ("problem", "measure", "n"), made_by="textkit.figures")
    data = data.dropna(subset=["problem", "measure", "n"])
    problems, measures = list(pd.unique(data["problem"])), list(pd.unique(data["measure"]))
    counts = data.pivot_table(index="problem", columns="measure", values="n", aggfunc="sum")
    counts = counts.reindex(index=problems, columns=measures).astype(float).fillna(0.0)
    totals = counts.sum(axis=1)
    grid = counts.div(totals.where(totals > 0), axis=0).to_numpy(dtype=float) * 100
    called = _names(data, "problem", "problem_label")
    rows = row_labels([f"{called.get(each, each)} (n={totals[each]:,.0f})" for each in problems], narrow=28)
    columns = [str(_names(data, "measure", "measure_label").get(each, each)) for each in measures]
    with canvas(ax, lang, len(rows), lines=most_lines(rows), extra=6.0 + column_lines(columns)) as ax:
        if data.empty:
            return no_data(ax, lang)
        set_rows(ax, rows)
        set_columns(ax, columns, [""] * len(columns))
        ax.set_ylabel(label("axis", "theme_of_problem", lang))
        ax.set_xlabel(label("axis", "theme_of_measure", lang))
        draw_cells(ax, grid, title=label("axis", "share_of_row", lang), lang=lang, sparse=True)
        return ax


def _names(data: pd.DataFrame, code: str = "term", name: str = "label") -> dict[Any, str]:
    if name not in data.columns:
        return {}
    known = data.loc[data[name].notna()].drop_duplicates(code)
    return dict(zip(known[code], known[name].astype(str), strict=True))
